import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { readCommand } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'
import { deploy } from '../../commands/deploy/deployment.ts'
import type { Reply } from './fake-wrangler.ts'

/** A folder for the files of one test file. */
export const scratch = mkdtempSync(join(tmpdir(), 'latchkey-deploy-'))
after(() => rmSync(scratch, { recursive: true }))

/** The text of wrangler.toml. */
export const toml = readFileSync(join(root, 'wrangler.toml'), 'utf8')

/** What wrangler answers to the first command line that contains the key. */
export type Answers = Record<string, Reply>

/** Rows of a SELECT. */
const rows = (...results: object[]) => ({ stdout: JSON.stringify([{ results, success: true }]) })

/** A Worker that was never deployed, with an empty database. */
export const newWorker: Answers = {
  'secret list': { code: 1, stderr: 'Worker "latchkey" not found.\n' },
  administered: rows({ administered: 0 }),
  '--file': rows(),
  'select username': rows({ username: null, email: 'boss@x.test', role_id: 'admin' }),
}

/** A Worker with its secrets and an administrator. */
export const deployedWorker: Answers = {
  'secret list': {
    stdout: JSON.stringify(
      ['JWT_SECRET', 'ROOT_SECRET'].map((name) => ({ name, type: 'secret_text' })),
    ),
  },
  administered: rows({ administered: 1 }),
}

/** The administrator in the environment. */
export const credentials = {
  LATCHKEY_ADMIN_EMAIL: 'boss@x.test',
  LATCHKEY_ADMIN_PASSWORD: 'Walk-the-3-dogs',
}

/** A call of wrangler: its arguments, the contents of its files and CLOUDFLARE_ENV. */
interface Call {
  args: string[]
  files: Record<string, string>
  environment: string | null
}

interface Attempt {
  answers: Answers
  env?: Record<string, string>
  args?: string[]
  isTerminal?: boolean
}

let runs = 0

/** Runs npm run deploy with a wrangler that only records its calls. */
export async function attempt({ answers, env = {}, args = [], isTerminal = false }: Attempt) {
  runs += 1
  const path = (name: string) => join(scratch, `${runs}.${name}`)
  writeFileSync(path('answers'), JSON.stringify(answers))
  writeFileSync(path('calls'), '')
  Object.assign(process.env, {
    LATCHKEY_ADMIN_EMAIL: '',
    LATCHKEY_ADMIN_PASSWORD: '',
    LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-wrangler.ts'),
    ANSWERS: path('answers'),
    CALLS: path('calls'),
    CLOUDFLARE_ENV: '',
    WRANGLER_CI_OVERRIDE_NAME: '',
    ...env,
  })
  const printed: string[] = []
  const print = (text: string) => void printed.push(text)
  const code = await deployWith(args, print, isTerminal).catch((error: Error) => {
    print(error.message)
    return 1
  })
  const lines = readFileSync(path('calls'), 'utf8').split('\n').filter(Boolean)
  const calls: Call[] = lines.map((line) => JSON.parse(line))
  return { code, output: printed.join('\n'), calls, steps: calls.map(stepOf) }
}

async function deployWith(args: string[], print: (text: string) => void, isTerminal: boolean) {
  return deploy(readCommand('deploy', args).values, print, isTerminal)
}

function stepOf({ args, files }: Call): string {
  const line = args.join(' ')
  if (line.startsWith('d1 execute')) return files['--file'] === undefined ? 'read' : 'write'
  const steps = ['secret list', 'd1 migrations apply', 'deploy']
  return steps.find((step) => line.startsWith(step)) ?? line
}

/** The secrets that a deployment uploads. */
export function uploadedSecrets(calls: Call[]): Record<string, string> {
  const text = calls.at(-1)?.files['--secrets-file']
  return text === undefined ? {} : JSON.parse(text)
}

/** Writes wrangler.toml with the environment of docs/staging.md. */
export function writeStaging(change = (text: string) => text): string {
  const file = join(scratch, 'staging.toml')
  const page = readFileSync(join(root, 'docs/staging.md'), 'utf8')
  const [, block = ''] = /^ *```toml\n(.*?)^ *```$/ms.exec(page) ?? []
  writeFileSync(file, `${toml}\n${change(block.replace(/^ {3}/gm, ''))}`)
  return file
}
