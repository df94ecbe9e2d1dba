import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { wrangler } from '../tools/lib/wrangler.mjs'
import { processes } from './cpu.mjs'

const moduleTypes = { js: 'ESModule', mjs: 'ESModule', wasm: 'CompiledWasm' }

/**
 * Bundles a Worker as its `wrangler.toml` says, minified, as a deployment does.
 * @returns {Promise<{ modules: object[], kibibytes: number }>} what Miniflare serves, and its size gzipped
 */
export async function build(config, directory) {
  const { code, output } = await wrangler([
    ...['deploy', '--config', config, '--dry-run', '--minify', '--outdir', directory],
  ])
  if (code !== 0) throw new Error(output)
  const kibibytes = Number(/gzip: ([\d.]+) KiB/.exec(output)?.[1])
  const files = readdirSync(directory).filter((name) => moduleTypes[name.split('.').at(-1)])
  // The entry comes first.
  const names = files.toSorted((a, b) => b.endsWith('.js') - a.endsWith('.js'))
  const modules = names.map((name) => ({
    type: moduleTypes[name.split('.').at(-1)],
    path: join(directory, name),
    contents: readFileSync(join(directory, name)),
  }))
  return { modules, kibibytes, directory }
}

/**
 * A database for `serve`: the runtime makes the file, SQLite fills it.
 * @param {(db: DatabaseSync) => void} fill makes tables and rows
 */
export async function makeDatabase(directory, fill) {
  mkdirSync(directory, { recursive: true })
  const script =
    'export default { fetch: (request, env) => env.DB.exec("select 1").then(() => new Response()) }'
  const empty = { modules: [{ type: 'ESModule', path: 'empty.mjs', contents: script }] }
  const served = await serve(empty, { database: directory })
  await fetch(served.origin)
  await served.stop()
  const file = databaseFile(directory)
  const db = new DatabaseSync(file)
  try {
    fill(db)
    db.exec('pragma wal_checkpoint(truncate)')
  } finally {
    db.close()
  }
  return file
}

/** Where Miniflare keeps the one database of a directory. */
function databaseFile(directory) {
  const files = readdirSync(directory, { recursive: true }).map(String)
  const [name] = files.filter((file) => file.endsWith('.sqlite') && !file.includes('metadata'))
  return join(directory, name)
}

const compatibility = {
  compatibilityDate: '2026-10-15',
  compatibilityFlags: ['nodejs_compat'],
}

/**
 * Serves a built Worker in a workerd of its own, on a socket of its own: no proxy stands before it.
 * @param options `bindings` are variables, `extra` more of Miniflare's settings, `beside` Workers that it is bound to,
 *   `inspect` a port for the DevTools protocol
 */
export async function serve(built, { database, bindings = {}, inspect, extra, beside = [] }) {
  const before = new Set(processes('workerd'))
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...(inspect && { inspectorPort: inspect }),
      log: new Log(LogLevel.ERROR),
      // A Worker writes its log lines either way; nobody reads them here.
      handleStructuredLogs: () => {},
      resourcePersistencePath: database,
      cf: false,
      workers: [
        {
          name: 'peer',
          modulesRoot: built.directory ?? '/',
          modules: built.modules,
          ...compatibility,
          bindings,
          d1Databases: { DB: 'bench' },
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
          ...extra,
        },
        ...beside.map((worker) => ({ ...worker, ...compatibility })),
      ],
    }),
  )
  await miniflare.ready
  const { origin } = await miniflare.unsafeGetDirectURL('peer')
  const pid = processes('workerd').find((each) => !before.has(each))
  return { origin, pid, miniflare, stop: () => miniflare.dispose() }
}
