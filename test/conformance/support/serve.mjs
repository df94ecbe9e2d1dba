// Serves a prepared bundle in workerd until SIGTERM:
//   node serve.mjs BUNDLE STATE PORT VARS
// VARS is a JSON file of variables. Prints the Worker's log and the paths of its emails.
import { readFileSync } from 'node:fs'
import { serveBundle } from './bundle.ts'

const [bundle, state, port, vars] = process.argv.slice(2)
const miniflare = serveBundle({
  bundle,
  state,
  port: Number(port),
  vars: JSON.parse(readFileSync(vars)),
  print: (line) => console.log(line),
})
process.on('SIGTERM', async () => {
  await miniflare.dispose()
  process.exit()
})
await miniflare.ready
