import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { root, run as runProgram, type Variables } from '../../bootstrap/process.mjs'
import { type Suite, sumUp } from '../../ci/suites.ts'
import { tempDir } from '../../lib/files/temp-dir.ts'
import { portOf } from '../../lib/port.ts'
import { differenceFrom, problemIn } from './answer.ts'
import { type Instances, instanceOf, instances, isInstance } from './instances.ts'
import { type Block, blocksOf, pagesOf } from './page.ts'
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
  instances: Instances
  /** Blocks that run elsewhere or not at all. */
  elsewhere: { place: string; reason: string }[]
}

interface Page {
  name: string
  blocks: Block[]
}

/**
 * Runs every command of the documentation, in order, in a fresh clone of the last commit: each page in one shell. A page names
 * the blocks that are not run and the reasons, which are listed at the end.
 */
export async function run({ values, positionals }: Arguments<'test:docs'>): Promise<number> {
  const directory = tempDir('docs')
  const clone = join(directory, 'latchkey')
  const env = freshEnvironment()
  const session: Session = {
    ...{ directory, clone, env },
    port: values.port ? Number(values.port) : await freePort(),
    suite: { code: 0, passed: 0, failed: 0, skipped: 0 },
    instances: instances(() => openTerminal(clone, mkdtempSync(join(directory, 'instance-')), env)),
    elsewhere: [],
  }
  const cloning = await runProgram('git', ['clone', '--quiet', root, session.clone])
  if (cloning.code !== 0) throw new Error(cloning.output)
  const names = positionals.length > 0 ? withSetup(positionals) : pagesIn(session.clone)
  // README installs the packages; without it they are installed here.
  if (!names.includes('README.md')) await installPackages(session)
  const pages = inGroups(
    names.map((name) => ({ name, blocks: blocksOf(readFileSync(join(clone, name), 'utf8')) })),
  )
  for (const [at, page] of pages.entries()) {
    await runPage(page, session)
    await session.instances.stopOthers(pages[at + 1]?.blocks ?? [])
  }

  const { elsewhere, suite } = session
  console.log(`\nNot run here (${elsewhere.length}):`)
  for (const { place, reason } of elsewhere) console.log(`  ${place}  ${reason}`)
  return sumUp([suite])
}

function pagesIn(directory: string): string[] {
  return pagesOf(
    ['docs', 'examples'].flatMap((folder) =>
      readdirSync(join(directory, folder), { recursive: true }).map((name) => `${folder}/${name}`),
    ),
  )
}

/** Lets examples with the same instance follow each other, so that it is started once. The page that installs them is first. */
function inGroups(pages: Page[]): Page[] {
  const isExample = ({ name }: Page) => name.startsWith('examples/')
  const first = pages.findIndex(isExample)
  if (first < 0) return pages
  const [before, after] = [pages.slice(0, first), pages.slice(first)]
  const examples = after
    .filter(isExample)
    .toSorted((a, b) => instanceOf(a.blocks).localeCompare(instanceOf(b.blocks)))
  return [...before, ...examples, ...after.filter((page) => !isExample(page))]
}

/** The packages of the examples are installed by the page above theirs. */
function withSetup(pages: string[]): string[] {
  const setup = 'examples/README.md'
  return pages.some((page) => page.startsWith('examples/'))
    ? [...new Set([setup, ...pages])]
    : pages
}

async function runPage({ name, blocks }: Page, session: Session): Promise<void> {
  const { directory, clone, env, suite } = session
  const files = join(directory, name.replaceAll('/', '+'))
  mkdirSync(files)
  const terminal = openTerminal(clone, files, env)
  for (const block of blocks) {
    const place = `${name}:${block.line}`
    const reason = block.notRun ?? (block.runBy && `run by ${block.runBy}`)
    if (reason) {
      session.elsewhere.push({ place, reason })
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
  block: Block,
  terminal: Terminal,
  { port, instances }: Session,
): Promise<string | undefined> {
  const { code, readyWhen, answer } = block
  const command = code.replaceAll(String(documentedPort), String(port))
  if (readyWhen) {
    const { ok, output } = isInstance(block)
      ? await instances.serve({ ...block, readyWhen }, withPort(command, port))
      : await terminal.serve(withPort(command, port), readyWhen)
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
