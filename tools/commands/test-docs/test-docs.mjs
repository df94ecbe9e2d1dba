// Runs every command that the documentation shows, in order, in a fresh clone of the last commit: each page in one shell.
// A page says itself which of its blocks are not run, and why; they are listed at the end.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { readOrEnd } from '../../bootstrap/commands.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { sumUp } from '../../ci/suites.mjs'
import { differenceFrom, problemIn } from './answer.mjs'
import { blocksOf } from './page.mjs'
import { openTerminal } from './terminal.mjs'

/** The port that the pages name. */
const usualPort = 8787

const { values, positionals } = readOrEnd('test:docs')
const scratch = mkdtempSync(join(tmpdir(), 'latchkey-docs-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
const clone = join(scratch, 'latchkey')
const port = values.port ? Number(values.port) : await freePort()
const env = freshEnvironment()
const suite = { code: 0, passed: 0, failed: 0, skipped: 0 }
const notRun = []

const cloning = await run('git', ['clone', '--quiet', root, clone])
if (cloning.code !== 0) throw new Error(cloning.output)
// The README installs; a page run by itself has to be given that.
const pages = positionals.length > 0 ? positionals : pagesIn(clone)
if (!pages.includes('README.md')) await prepare()
for (const page of pages) await runPage(page)

console.log(`\nNot run here (${notRun.length}):`)
for (const { place, reason } of notRun) console.log(`  ${place}  ${reason}`)
process.exitCode = sumUp([suite])

/** README first, as somebody new reads it. */
function pagesIn(directory) {
  const inside = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(directory, folder), { recursive: true }).map((name) => `${folder}/${name}`),
  )
  const wanted = inside.filter((name) => /^docs\/.*\.md$|^examples\/.*README\.md$/.test(name))
  return ['README.md', ...wanted.sort(), 'CONTRIBUTING.md']
}

async function runPage(page) {
  const files = join(scratch, page.replaceAll('/', '+'))
  mkdirSync(files)
  const terminal = openTerminal(clone, files, env)
  for (const block of blocksOf(readFileSync(join(clone, page), 'utf8'))) {
    const place = `${page}:${block.line}`
    if (block.notRun) {
      notRun.push({ place, reason: block.notRun })
      continue
    }
    const startedAt = Date.now()
    const wrong = await faultOf(block, terminal)
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    const [summary] = block.code.split('\n')
    console.log(`${wrong ? 'FAILED' : 'ok    '}  ${place}  ${summary}  (${seconds} s)`)
    if (wrong) console.log(wrong.replace(/^/gm, '        '))
    suite[wrong ? 'failed' : 'passed'] += 1
    if (!wrong) continue
    suite.code = 1
    // What follows on this page builds on it.
    console.log('        The rest of this page is not run.')
    break
  }
  await terminal.close()
}

/** What is wrong with a block, with what it printed. */
async function faultOf({ code, readyWhen, answer }, terminal) {
  const command = code.replaceAll(String(usualPort), String(port))
  if (readyWhen) {
    const { ok, output } = await terminal.serve(listening(command), readyWhen)
    return ok ? undefined : `did not print "${readyWhen}"\n${output}`
  }
  const { ok, stdout, output } = await terminal.run(command)
  const wrong = ok ? undefined : 'failed'
  const fault = wrong ?? (answer ? differenceFrom(answer, stdout) : problemIn(stdout))
  return fault && `${fault}\n${output}`
}

/** The same command on our port, where it names none. */
function listening(command) {
  if (port === usualPort || command.includes('--port')) return command
  return command
    .replace(/^npm start(?! --)/m, 'npm start --')
    .replace(/( *#.*)?$/, ` --port ${port}`)
}

/** As a terminal has it that was just opened: nothing of the npm that runs this, and Node and wrangler ask nothing. */
function freshEnvironment() {
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

async function prepare() {
  const { code, output } = await run('npm', ['run', 'build'], { cwd: clone, env })
  if (code !== 0) throw new Error(output)
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => probe.listen(0, 'localhost'))
    probe.once('listening', () => {
      const { port: free } = probe.address()
      probe.close(() => resolve(free))
    })
    probe.listen(usualPort, 'localhost')
  })
}
