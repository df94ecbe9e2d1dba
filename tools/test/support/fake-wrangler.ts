// Replaces wrangler in tests: it records each call in the file CALLS and replies with the first entry of the file ANSWERS whose
// key is part of the command line.
import { appendFileSync, readFileSync } from 'node:fs'
import { argv, env, exit, stderr, stdout } from 'node:process'

/** A reply of wrangler. */
export interface Reply {
  code?: number
  stdout?: string
  stderr?: string
  /** False if a deployment uploads nothing. */
  uploaded?: boolean
  /** No longer the reply once a call contained this. */
  until?: string
}

const args = argv.slice(2)
const files = Object.fromEntries(
  ['--file', '--secrets-file'].flatMap((flag) => {
    const at = args.indexOf(flag)
    return at < 0 ? [] : [[flag, readFileSync(args[at + 1] ?? '', 'utf8')]]
  }),
)
appendFileSync(
  env.CALLS ?? '',
  `${JSON.stringify({ args, files, environment: env.CLOUDFLARE_ENV ?? null })}\n`,
)

const line = args.join(' ')
const answers: Record<string, Reply> = JSON.parse(readFileSync(env.ANSWERS ?? '', 'utf8'))
const calls = readFileSync(env.CALLS ?? '', 'utf8')
const isPast = ({ until }: Reply) => until !== undefined && calls.includes(until)
const [, answer = {}] =
  Object.entries(answers).find(([part, reply]) => line.includes(part) && !isPast(reply)) ?? []
stdout.write(answer.stdout ?? '')
stderr.write(answer.stderr ?? '')
// wrangler records an upload.
const uploads = args[0] === 'deploy' && !args.includes('--dry-run') && !answer.code
if (uploads && answer.uploaded !== false && env.WRANGLER_OUTPUT_FILE_PATH) {
  const entry = { type: 'deploy', version: 1, version_id: 'some-version' }
  appendFileSync(env.WRANGLER_OUTPUT_FILE_PATH, `${JSON.stringify(entry)}\n`)
}
exit(answer.code ?? 0)
