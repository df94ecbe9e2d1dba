import { cpSync, mkdtempSync, rmSync } from 'node:fs'
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

/** Installs the packages of the example apps, and the client as it is now. */
export async function installExamples(): Promise<void> {
  await install(examples)
  const { code, output } = await run('npm', ['run', 'build', '--workspace', 'client'])
  if (code !== 0) throw new Error(output)
  const copy = join(examples, 'node_modules/latchkey')
  rmSync(copy, { recursive: true, force: true })
  for (const file of ['package.json', 'dist']) {
    cpSync(join(root, 'client', file), join(copy, file), { recursive: true })
  }
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
  const group = inGroup(
    [
      ...['env', `LATCHKEY_URL=${instance.url}`, 'npm', 'run', 'dev'],
      ...['--prefix', 'examples', '--workspace', name, '--'],
      // The client may have changed since Vite bundled it.
      ...['--port', String(port), '--strictPort', '--force'],
    ],
    log,
  )
  const example = { ...instance, url: `http://localhost:${port}`, log, stop: group.stop }
  await started(example, group.ended)
  return example
}
