import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { install } from '../../../tools/bootstrap/install.mjs'
import { root, run } from '../../../tools/bootstrap/process.mjs'
import { blocksOf } from '../../../tools/commands/test-docs/page.ts'
import {
  freePort,
  type Instance,
  inGroup,
  type Running,
  started,
} from '../../conformance/support/instance.ts'

const examples = join(root, 'examples')

/** Installs the packages of the example apps, and the client as it is now. Once in a run, whose files run at the same time. */
export async function installExamples(base: string): Promise<void> {
  const done = join(base, 'examples-installed')
  try {
    mkdirSync(join(base, 'examples-installing'))
  } catch {
    while (!existsSync(done)) await new Promise((resolve) => setTimeout(resolve, 100))
    return
  }
  try {
    await install(examples)
    const { code, output } = await run('npm', ['run', 'build', '--workspace', 'client'])
    if (code !== 0) throw new Error(output)
    copyClient(examples)
  } finally {
    writeFileSync(done, '')
  }
}

/**
 * Installs the packages of an example that is no workspace of the others, because they are large, with the command of its page.
 * Unless they are installed: the command would install them again.
 */
export async function installAlone(page: string): Promise<void> {
  const directory = join(root, dirname(page))
  if (!existsSync(join(directory, 'node_modules'))) {
    const { code, output } = await runOn(page, 'npm ci')
    if (code !== 0) throw new Error(output)
  }
  await install(directory)
  copyClient(directory)
}

/** Runs the block of a page that begins like this, in the root of the repository. */
export function runOn(page: string, start: string) {
  return run('sh', ['-c', commandIn(page, start)])
}

/** The block of a page that begins like this. */
function commandIn(page: string, start: string): string {
  const blocks = blocksOf(readFileSync(join(root, page), 'utf8'))
  const found = blocks.find(({ code }) => code.startsWith(start))
  if (!found) throw new Error(`${page} has no block that begins with ${start}`)
  return found.code
}

/** The port of apps in the documentation. */
const documentedPort = '5173'

/** A later `npm ci` would find the same version installed. */
function copyClient(directory: string) {
  const copy = join(directory, 'node_modules/latchkey')
  rmSync(copy, { recursive: true, force: true })
  for (const file of ['package.json', 'dist']) {
    cpSync(join(root, 'client', file), join(copy, file), { recursive: true })
  }
}

/** Serves `examples/hono-api` in a local workerd, for an app at https://app.test. The caller must stop it. */
export async function startApi(base: string, issuer: Instance, resource: string): Promise<Running> {
  const directory = mkdtempSync(join(base, 'api-'))
  const log = join(directory, 'log')
  const state = join(directory, 'state')
  const port = await freePort()
  const vars = { ISSUER: issuer.url, RESOURCE: resource, APP_ORIGIN: 'https://app.test' }
  const group = inGroup(
    [
      ...[process.execPath, join(root, 'node_modules/wrangler/bin/wrangler.js'), 'dev'],
      ...['--config', join(examples, 'hono-api/wrangler.toml')],
      ...['--port', String(port), '--inspector-port', '0', '--persist-to', state],
      // Its own packages need not be installed.
      ...['--alias', `latchkey/verify:${join(root, 'client/verify.ts')}`],
      ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ],
    log,
  )
  const api = { url: `http://localhost:${port}`, log, state, stop: group.stop }
  await started(api, group.ended)
  return api
}

/** Serves an example with the command of its README, in front of an instance. The caller must stop it. */
export async function serveExample(
  name: string,
  instance: Instance,
  base: string,
): Promise<Running> {
  const directory = mkdtempSync(join(base, 'example-'))
  const log = join(directory, 'log')
  const port = await freePort()
  const command = commandIn(`examples/${name}/README.md`, 'npm run dev')
  // The client may have changed since Vite bundled it.
  const flags = command.includes('--workspace') ? ['--strictPort', '--force'] : []
  const group = inGroup(
    [
      // In a test of Vitest, Astro serves no pages.
      ...['env', '-u', 'VITEST', '-u', 'NODE_ENV', `LATCHKEY_URL=${instance.url}`],
      ...['ASTRO_TELEMETRY_DISABLED=1', 'NEXT_TELEMETRY_DISABLED=1'],
      ...command.replace(documentedPort, String(port)).split(' '),
      ...flags,
    ],
    log,
  )
  const example = { ...instance, url: `http://localhost:${port}`, log, stop: group.stop }
  await started(example, group.ended)
  return example
}
