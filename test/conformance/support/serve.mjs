// Serves a prepared bundle in workerd until SIGTERM:
//   node serve.mjs BUNDLE STATE PORT VARS
// VARS is a JSON file of variables. Prints the Worker's log and the paths of its emails.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { serveDocuments } from '../../support/documents/server.ts'

const [bundle, state, port, vars] = process.argv.slice(2)
const { modulesRules: _, ...options } = JSON.parse(readFileSync(join(bundle, 'options.json')))
const types = { '.js': 'ESModule', '.wasm': 'CompiledWasm' }
// The entry point must be first.
const modules = readdirSync(bundle)
  .toSorted((one) => (one === 'index.js' ? -1 : 1))
  .flatMap((name) => {
    const type = types[/\.\w+$/.exec(name)?.[0]]
    return type ? [{ type, path: join(bundle, name) }] : []
  })
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    ...options,
    name: 'latchkey',
    modulesRoot: bundle,
    modules,
    bindings: { ...options.bindings, ...JSON.parse(readFileSync(vars)) },
    resourcePersistencePath: join(state, 'v3'),
    host: '127.0.0.1',
    port: Number(port),
    // Requests to other hosts: none leaves this machine.
    outboundService: { node: serveDocuments },
    log: new Log(LogLevel.INFO),
    handleStructuredLogs: ({ message }) => console.log(message),
  }),
)
process.on('SIGTERM', async () => {
  await miniflare.dispose()
  process.exit()
})
await miniflare.ready
