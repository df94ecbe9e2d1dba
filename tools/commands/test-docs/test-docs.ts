import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { root, run as runProgram, type Variables } from '../../bootstrap/process.mjs'
import { type Suite, sumUp } from '../../ci/suites.ts'
import { portOf } from '../../lib/port.ts'
import { tempDir } from '../../lib/temp-dir.ts'
import { differenceFrom, problemIn } from './answer.ts'
import { type Block, blocksOf } from './page.ts'
import { openTerminal, type Terminal } from './terminal.ts'

/** The port in the examples. */
const documentedPort = 8787

interface Session {
  /** A folder for output. */
  directory: string
  /** A fresh clone of the last commit. */
  clone: string
  port: number
  env: Variables
  suite: Suite
  notRun: { place: string; reason: string }[]
}

/**
 * Runs every command of the documentation, in order, in a fresh clone of the last commit: each page in one shell. A page names
 * the blocks that are not run and the reasons, which are listed at the end.
 */
export async function run({ values, positionals }: Arguments<'test:docs'>): Promise<number> {
  const directory = tempDir('docs')
  const session: Session = {
    directory,
    clone: join(directory, 'latchkey'),
    port: values.port ? Number(values.port) : await freePort(),
    env: freshEnvironment(),
    suite: { code: 0, passed: 0, failed: 0, skipped: 0 },
    notRun: [],
  }
  const cloning = await runProgram('git', ['clone', '--quiet', root, session.clone])
  if (cloning.code !== 0) throw new Error(cloning.output)
  const pages = positionals.length > 0 ? withSetup(positionals) : pagesIn(session.clone)
  // README installs the packages; without it they are installed here.
  if (!pages.includes('README.md')) await installPackages(session)
  for (const page of pages) await runPage(page, session)

  const { notRun, suite } = session
  console.log(`\nNot run here (${notRun.length}):`)
  for (const { place, reason } of notRun) console.log(`  ${place}  ${reason}`)
  return sumUp([suite])
}

/** README first, as a new user reads the pages. */
function pagesIn(directory: string): string[] {
  const inside = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(directory, folder), { recursive: true }).map((name) => `${folder}/${name}`),
  )
  const wanted = inside.filter((name) => /^docs\/.*\.md$|^examples\/.*README\.md$/.test(name))
  return ['README.md', ...wanted.sort(), 'CONTRIBUTING.md']
}

/** The packages of the examples are installed by the page above theirs. */
function withSetup(pages: string[]): string[] {
  const setup = 'examples/README.md'
  return pages.some((page) => page.startsWith('examples/'))
    ? [...new Set([setup, ...pages])]
    : pages
}

async function runPage(page: string, session: Session): Promise<void> {
  const { directory, clone, env, suite } = session
  const files = join(directory, page.replaceAll('/', '+'))
  mkdirSync(files)
  const terminal = openTerminal(clone, files, env)
  for (const block of blocksOf(readFileSync(join(clone, page), 'utf8'))) {
    const place = `${page}:${block.line}`
    if (block.notRun) {
      session.notRun.push({ place, reason: block.notRun })
      continue
    }
    const startedAt = Date.now()
    const wrong = await faultOf(block, terminal, session)
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    const [summary] = block.code.split('\n')
    console.log(`${wrong ? 'FAILED' : 'ok    '}  ${place}  ${summary}  (${seconds} s)`)
    if (wrong) console.log(wrong.replace(/^/gm, '        '))
    suite[wrong ? 'failed' : 'passed'] += 1
    if (!wrong) continue
    suite.code = 1
    // Later blocks of this page depend on this one.
    console.log('        The rest of this page is not run.')
    break
  }
  await terminal.close()
}

/** The fault of a block, with its output. */
async function faultOf(
  { code, readyWhen, answer }: Block,
  terminal: Terminal,
  { port }: Session,
): Promise<string | undefined> {
  const command = code.replaceAll(String(documentedPort), String(port))
  if (readyWhen) {
    const { ok, output } = await terminal.serve(withPort(command, port), readyWhen)
    return ok ? undefined : `did not print "${readyWhen}"\n${output}`
  }
  const { ok, stdout, output } = await terminal.run(command)
  const wrong = ok ? undefined : 'failed'
  const fault = wrong ?? (answer ? differenceFrom(answer, stdout) : problemIn(stdout))
  return fault && `${fault}\n${output}`
}

/** The same command on our port, unless it names a port. */
function withPort(command: string, port: number): string {
  if (port === documentedPort || command.includes('--port')) return command
  return command
    .replace(/^npm start(?! --)/m, 'npm start --')
    .replace(/( *#.*)?$/, ` --port ${port}`)
}

/** The environment of a new terminal, without the variables of npm and Node. Neither Node nor wrangler asks questions. */
function freshEnvironment(): Variables {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_/i.test(name))
  const path = (process.env.PATH ?? '').split(delimiter)
  return {
    ...Object.fromEntries(inherited),
    PATH: path.filter((folder) => !folder.includes('node_modules')).join(delimiter),
    npm_config_prefer_offline: 'true',
    WRANGLER_SEND_METRICS: 'false',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    CI: 'true',
    NO_COLOR: '1',
  }
}

async function installPackages({ clone, env }: Session): Promise<void> {
  const { code, output } = await runProgram('npm', ['run', 'build'], { cwd: clone, env })
  if (code !== 0) throw new Error(output)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => probe.listen(0, 'localhost'))
    probe.once('listening', () => {
      const free = portOf(probe)
      probe.close(() => resolve(free))
    })
    probe.listen(documentedPort, 'localhost')
  })
}
