import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, inGroup, type Running, started } from '../../conformance/support/instance.ts'

/** Another host name of this machine, without the privileges that browsers grant localhost. */
export const plainHost = 'auth.test'

const defaults = {
  APIS: 'asta, asyncat, lncrawl, open-archiver, argon',
  REGISTRATION: 'open',
  // The default accounts would be another way to sign in.
  DEFAULT_ACCOUNTS: 'off',
  // bcrypt's lowest cost, in tests only.
  BCRYPT_COST: '4',
}

/** Runs `npm start` on an empty database below `base`. The caller must stop the instance. */
export async function startLatchkey(
  base: string,
  settings: Record<string, string> = {},
): Promise<Running> {
  const directory = mkdtempSync(join(base, 'instance-'))
  const log = join(directory, 'log')
  const state = join(directory, 'state')
  const port = await freePort()
  // Command-line variables override a developer's .dev.vars.
  const vars = Object.entries({
    ...defaults,
    PUBLIC_URL: `http://localhost:${port}`,
    MAIL_FROM: 'Latchkey <latchkey@example.com>',
    ...settings,
  }).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const flags = ['--port', String(port), '--persist-to', state]
  const group = inGroup(['npm', 'start', '--', ...flags, ...vars], log)
  const instance = { url: `http://localhost:${port}`, log, state, stop: group.stop }
  await started(instance, group.ended)
  return instance
}
