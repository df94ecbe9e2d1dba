import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, inGroup, type Running, started } from '../../conformance/support/instance.ts'

/** Another name of this machine, to which browsers grant none of what they grant to localhost. */
export const plainHost = 'auth.test'

const usual = {
  APIS: 'asta, asyncat, lncrawl, open-archiver, argon',
  REGISTRATION: 'open',
  // Its accounts would be one more way in.
  DEFAULT_ACCOUNTS: 'off',
  // Enough to be bcrypt; four times as fast as the default.
  BCRYPT_COST: '10',
}

/** Runs `npm start` on an empty database below `base`, with settings of its own. Stop what you start. */
export async function startLatchkey(
  base: string,
  settings: Record<string, string> = {},
): Promise<Running> {
  const directory = mkdtempSync(join(base, 'instance-'))
  const log = join(directory, 'log')
  const state = join(directory, 'state')
  const port = await freePort()
  // Variables of the command line win over those of a developer's .dev.vars.
  const vars = Object.entries({
    ...usual,
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
