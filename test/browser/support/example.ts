import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from '../../../tools/bootstrap/install.mjs'
import { root, run } from '../../../tools/bootstrap/process.mjs'
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

/** Installs the packages of an example that is no workspace of the others, because they are large. */
export async function installAlone(name: string): Promise<void> {
  const directory = join(examples, name)
  await install(directory)
  copyClient(directory)
}

function hasOwnPackages(name: string): boolean {
  return existsSync(join(examples, name, 'package-lock.json'))
}

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

/** Serves an example as its README does, in front of an instance. The caller must stop it. */
export async function serveExample(
  name: string,
  instance: Instance,
  base: string,
): Promise<Running> {
  const directory = mkdtempSync(join(base, 'example-'))
  const log = join(directory, 'log')
  const port = await freePort()
  const where = hasOwnPackages(name)
    ? ['--prefix', `examples/${name}`, '--']
    : // The client may have changed since Vite bundled it.
      ['--prefix', 'examples', '--workspace', name, '--', '--strictPort', '--force']
  const group = inGroup(
    [
      // In a test of Vitest, Astro serves no pages.
      ...['env', '-u', 'VITEST', '-u', 'NODE_ENV', `LATCHKEY_URL=${instance.url}`],
      ...['ASTRO_TELEMETRY_DISABLED=1', 'NEXT_TELEMETRY_DISABLED=1'],
      ...['npm', 'run', 'dev', ...where, '--port', String(port)],
    ],
    log,
  )
  const example = { ...instance, url: `http://localhost:${port}`, log, stop: group.stop }
  await started(example, group.ended)
  return example
}
