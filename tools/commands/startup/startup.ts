import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { root } from '../../bootstrap/process.mjs'
import { tempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'
import { missingSecrets } from '../../lib/secrets.ts'
import { type Config, readConfig } from '../../lib/settings.ts'
import { wrangler } from '../../lib/wrangler.ts'

/** Starts of each Worker. Their median changes by a few percent from run to run. */
const rounds = 15

const emptyWorker = 'export default { fetch: () => new Response() }\n'

/**
 * Measures the time from the start of the runtime to the first response of the built Worker, compared with an empty Worker, and
 * the share of its global scope, which Cloudflare calls startup time. The rest is the first request, which reads the settings
 * and creates the app. The Workers take turns, so that a busy machine slows all of them. It asserts nothing.
 */
export async function run(): Promise<void> {
  await buildPages()
  const directory = tempDir('startup')
  const config = readConfig([])
  const empty = join(directory, 'empty.mjs')
  writeFileSync(empty, emptyWorker)
  const latchkey = await build(join(directory, 'index'), [])
  const workers = {
    'An empty Worker': configOf(await build(join(directory, 'empty'), [empty]), 'empty.js', config),
    'Latchkey, its global scope': scopeOf(latchkey, join(directory, 'scope'), config),
    'Latchkey, its first response': configOf(latchkey, 'index.js', config),
  }
  const measured = Object.entries(workers).map(([name, file]) => ({
    name,
    file,
    times: [] as number[],
  }))
  for (let round = 0; round < rounds; round += 1) {
    for (const { file, times } of measured) times.push(await firstResponse(file))
  }
  const medians = measured.map(({ name, times }) => ({ name, time: median(times) }))
  for (const { name, time } of medians) {
    console.log(`${name}: ${time.toFixed(0)} ms (median of ${rounds})`)
  }
  const [base, ...others] = medians
  for (const { name, time } of others) {
    console.log(`${name}: ${(time / (base?.time ?? 0)).toFixed(2)} times the empty Worker`)
  }
}

/** Bundles as a deployment does. */
async function build(directory: string, entry: string[]): Promise<string> {
  mkdirSync(directory, { recursive: true })
  const flags = ['--config', join(root, 'wrangler.toml'), '--dry-run', '--minify']
  const { code, output } = await wrangler(['deploy', ...entry, ...flags, '--outdir', directory])
  if (code !== 0) throw new Error(output)
  return directory
}

/** Writes the configuration with which workerd serves a bundle. */
function configOf(directory: string, entry: string, config: Config): string {
  const file = join(directory, `${entry}.capnp`)
  // The first module is the entry.
  const modules = readdirSync(directory)
    .filter((name) => /\.(js|wasm)$/.test(name))
    .sort((a, b) => Number(b === entry) - Number(a === entry))
  writeFileSync(file, configText(modules, config))
  return file
}

/** The same bundle, evaluated but not called: an empty Worker responds. */
function scopeOf(bundle: string, directory: string, config: Config): string {
  cpSync(bundle, directory, { recursive: true })
  writeFileSync(join(directory, 'scope.js'), `import './index.js'\n${emptyWorker}`)
  return configOf(directory, 'scope.js', config)
}

/**
 * All Workers have the same bindings. Database and rate limit are empty objects: the first response is a 401, for which the
 * whole app calls neither.
 */
function configText(modules: string[], config: Config): string {
  const text = { ...config.vars, ...missingSecrets([]) }
  const bindings = [
    ...Object.entries(text).map(([name, value]) => `(name = "${name}", text = ${quote(value)})`),
    ...['DB', 'RATE_LIMIT'].map((name) => `(name = "${name}", json = "{}")`),
  ]
  const flags = (config.compatibility_flags ?? []).map(quote)
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [${modules
      .map(
        (file) =>
          `(name = "${file}", ${file.endsWith('.js') ? 'esModule' : 'wasm'} = embed "${file}")`,
      )
      .join(', ')}],
    compatibilityDate = "${config.compatibility_date}",
    compatibilityFlags = [${flags.join(', ')}],
    bindings = [${bindings.join(', ')}],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`
}

function quote(text: unknown): string {
  return JSON.stringify(String(text))
}

/** Milliseconds from the start of the process to the end of its first response. */
function firstResponse(config: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child: ChildProcess = spawn(workerd(), ['serve', config, '--control-fd=3'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    let took: number | undefined
    let complaints = ''
    child.stderr?.on('data', (text) => {
      complaints += text
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (took === undefined) reject(new Error(`workerd ended with ${code}\n${complaints}`))
      else resolve(took)
    })
    // workerd reports the port that the system chose. The fourth stream is a pipe for reading.
    const control = child.stdio[3] as Readable
    control.on('data', (message) => {
      const { event, port } = JSON.parse(String(message))
      if (event !== 'listen') return
      get({ port, host: '127.0.0.1', path: '/api/auth/me' }, (response) => {
        // A Worker that responds 503 gave up before it had started.
        if (response.statusCode === 503) complaints += 'The Worker refuses its settings.'
        response.resume().on('end', () => {
          if (response.statusCode !== 503) took = performance.now() - started
          child.kill('SIGKILL')
        })
      }).on('error', reject)
    })
  })
}

/** The path of the workerd program. */
function workerd(): string {
  // The package has no types.
  const { default: path } = createRequire(import.meta.url)('workerd') as { default: string }
  return path
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
