import { loadEnv, type Plugin, type ProxyOptions } from 'vite'

export interface LatchkeyOptions {
  /** Where Latchkey is served: by default `LATCHKEY_URL` of the environment or of `.env`, or else http://localhost:8787. */
  target?: string
}

/** Paths of the API and the pages. A path of the app that only begins with the same letters is not among them. */
const paths = [
  '^/api/auth/',
  '^/(api/)?v1/auth/',
  '^/auth(/|\\?|$)',
  '^/reset-password/?(\\?|$)',
  '^/\\.well-known/change-password(\\?|$)',
  '^/openapi\\.json$',
]

/**
 * A plugin for Vite: `vite dev` and `vite preview` serve Latchkey's API and pages on the app's own origin, as one host does in
 * production, so that the session cookie works.
 */
export function latchkey({ target }: LatchkeyOptions = {}): Plugin {
  return {
    name: 'latchkey',
    config({ root = '.' }, { mode }) {
      const { LATCHKEY_URL } = loadEnv(mode, root, 'LATCHKEY_')
      const options = proxyTo(target ?? LATCHKEY_URL ?? 'http://localhost:8787')
      const proxy = Object.fromEntries(paths.map((path) => [path, options]))
      return { server: { proxy }, preview: { proxy } }
    },
  }
}

export default latchkey

function proxyTo(target: string): ProxyOptions {
  return {
    target,
    // Latchkey compares the host of a request with its Origin, and the cookie belongs to the app's host.
    changeOrigin: false,
    configure(proxy) {
      proxy.on('error', (_, __, response) => {
        if (!('writeHead' in response) || response.headersSent) return
        response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '5' })
        response.end(`Latchkey does not respond at ${target}. Start it: npm start`)
      })
    },
  }
}
