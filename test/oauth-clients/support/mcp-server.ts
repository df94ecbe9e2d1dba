import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inGroup, type Running, started } from '../../conformance/support/instance.ts'

const root = join(import.meta.dirname, '../../..')
const example = join(root, 'examples/mcp-server')
const sdk = join(import.meta.dirname, '../node_modules/@modelcontextprotocol/sdk/dist/esm/server')

/** What the example imports, as it is here: its own packages are not installed. */
const aliases = {
  '@modelcontextprotocol/sdk/server/mcp.js': join(sdk, 'mcp.js'),
  '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js': join(
    sdk,
    'webStandardStreamableHttp.js',
  ),
  'latchkey/verify': join(root, 'client/verify.ts'),
}

/** Serves `examples/mcp-server` in a local workerd. The caller must stop it. */
export async function startMcpServer(
  base: string,
  resource: string,
  issuer: string,
): Promise<Running> {
  const directory = mkdtempSync(join(base, 'mcp-server-'))
  const log = join(directory, 'log')
  const { port, origin } = new URL(resource)
  const config = join(directory, 'wrangler.toml')
  const given = readFileSync(join(example, 'wrangler.toml'), 'utf8')
  const lines = Object.entries(aliases).map((pair) => pair.map((part) => `"${part}"`).join(' = '))
  writeFileSync(
    config,
    [given.replace('worker.ts', join(example, 'worker.ts')), '[alias]', ...lines].join('\n'),
  )
  const group = inGroup(
    [
      ...[process.execPath, join(root, 'node_modules/wrangler/bin/wrangler.js'), 'dev'],
      ...['--config', config],
      ...['--port', port, '--inspector-port', '0', '--persist-to', join(directory, 'state')],
      ...['--var', `ISSUER:${issuer}`, '--var', `RESOURCE:${resource}`],
    ],
    log,
  )
  const server = { url: origin, log, state: join(directory, 'state'), stop: group.stop }
  await started(server, group.ended)
  return server
}
