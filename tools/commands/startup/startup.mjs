// Tells how long the built Worker takes from the start of the runtime to its first answer, beside an empty Worker, and how
// much of that is its global scope, which is what Cloudflare calls start-up: the rest is the first request's, which reads the
// settings and makes the app. All in turn, so that a busy machine slows all. Numbers of one machine; nothing is asserted.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOrEnd } from '../../bootstrap/commands.mjs'
import { onOwnNode } from '../../bootstrap/install.mjs'
import { root } from '../../bootstrap/process.mjs'
import { buildPages } from '../../lib/pages.mjs'
import { wrangler } from '../../lib/wrangler.mjs'

/** Starts of each Worker; the median of so many changes by a few percent from run to run. */
const rounds = 15

readOrEnd('startup')
await onOwnNode()
await buildPages()
// A CommonJS module with a default of its own.
const { default: workerd } = (await import('workerd')).default
const { readConfig } = await import('../../lib/settings.mjs')
const scratch = mkdtempSync(join(tmpdir(), 'latchkey-startup-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))

const { vars, compatibility_date, compatibility_flags } = readConfig([])
const answer = 'export default { fetch: () => new Response() }\n'
const empty = join(scratch, 'empty.mjs')
writeFileSync(empty, answer)
const latchkey = await build('index', [])
const workers = {
  'An empty Worker': configOf(await build('empty', [empty]), 'empty.js'),
  'Latchkey, its global scope': scopeOf(latchkey),
  'Latchkey, its first answer': configOf(latchkey, 'index.js'),
}
const times = Object.fromEntries(Object.keys(workers).map((name) => [name, []]))
for (let round = 0; round < rounds; round += 1) {
  for (const [name, config] of Object.entries(workers)) times[name].push(await firstAnswer(config))
}
const medians = Object.entries(times).map(([name, all]) => [name, median(all)])
for (const [name, time] of medians)
  console.log(`${name}: ${time.toFixed(0)} ms (median of ${rounds})`)
const [[, base], ...others] = medians
for (const [name, time] of others) console.log(`${name}: ${(time / base).toFixed(2)} times`)

/** Bundles as a deployment does. */
async function build(name, entry) {
  const directory = join(scratch, name)
  const flags = ['--config', join(root, 'wrangler.toml'), '--dry-run', '--minify']
  const { code, output } = await wrangler(['deploy', ...entry, ...flags, '--outdir', directory])
  if (code !== 0) throw new Error(output)
  return directory
}

/** What workerd needs to serve a bundle. */
function configOf(directory, entry) {
  const config = join(directory, `${entry}.capnp`)
  // The entry comes first.
  const modules = readdirSync(directory)
    .filter((file) => /\.(js|wasm)$/.test(file))
    .sort((a, b) => Number(b === entry) - Number(a === entry))
  writeFileSync(config, configText(modules))
  return config
}

/** The same bundle, evaluated and not asked: something else answers. */
function scopeOf(bundle) {
  const directory = join(scratch, 'scope')
  cpSync(bundle, directory, { recursive: true })
  writeFileSync(join(directory, 'scope.js'), `import './index.js'\n${answer}`)
  return configOf(directory, 'scope.js')
}

/**
 * The same bindings for all. Database and limiter are empty objects: Latchkey's first answer is a 401, made by
 * the whole app without asking either.
 */
function configText(modules) {
  const text = { ...vars, JWT_SECRET: randomBytes(32).toString('base64url') }
  const bindings = [
    ...Object.entries(text).map(([name, value]) => `(name = "${name}", text = ${quote(value)})`),
    ...['DB', 'FLOOD'].map((name) => `(name = "${name}", json = "{}")`),
  ]
  const flags = (compatibility_flags ?? []).map(quote)
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [${modules
      .map(
        (file) =>
          `(name = "${file}", ${file.endsWith('.js') ? 'esModule' : 'wasm'} = embed "${file}")`,
      )
      .join(', ')}],
    compatibilityDate = "${compatibility_date}",
    compatibilityFlags = [${flags.join(', ')}],
    bindings = [${bindings.join(', ')}],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`
}

function quote(text) {
  return JSON.stringify(String(text))
}

/** Milliseconds from the start of the process to the end of its first answer. */
function firstAnswer(config) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(workerd, ['serve', config, '--control-fd=3'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    let took
    let complaints = ''
    child.stderr.on('data', (text) => {
      complaints += text
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (took === undefined) reject(new Error(`workerd ended with ${code}\n${complaints}`))
      else resolve(took)
    })
    // It tells the port that the system chose.
    child.stdio[3].on('data', (message) => {
      const { event, port } = JSON.parse(message)
      if (event !== 'listen') return
      get({ port, host: '127.0.0.1', path: '/api/auth/me' }, (answer) => {
        // A 503 would be a Worker that gave up before it had started.
        if (answer.statusCode === 503) complaints += 'The Worker refuses its settings.'
        answer.resume().on('end', () => {
          if (answer.statusCode !== 503) took = performance.now() - started
          child.kill('SIGKILL')
        })
      }).on('error', reject)
    })
  })
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
