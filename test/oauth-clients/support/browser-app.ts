import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const packages = join(import.meta.dirname, '../node_modules')

interface BrowserApp {
  /** Its origin, which differs from that of the instance. */
  origin: string
  stop(): void
}

/** What the libraries import, as an import map has it. */
const imports = (library: string) =>
  JSON.stringify({
    library: `/packages/${library}`,
    'jwt-decode': '/packages/jwt-decode/build/esm/index.js',
  })

/**
 * Serves an app that is a page without a server: one document for every path, and the library as npm publishes it.
 * @param library path of the library in node_modules
 * @param script returns the app, which imports the library as `library`
 */
export async function startBrowserApp(library: string, script: () => string): Promise<BrowserApp> {
  const document = () => `<!doctype html><title>App</title><link rel="icon" href="data:,">
    <script type="importmap">{"imports": ${imports(library)}}</script>
    <p id="state">…</p><script type="module">${script()}</script>`
  const server = createServer(({ url = '' }, response) => {
    const [, path] = /^\/packages\/([\w/.-]+\.js)$/.exec(url) ?? []
    const type = path ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' })
    response.end(path ? readFileSync(join(packages, path)) : document())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
