import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import {
  freePort,
  inGroup,
  place,
  type Running,
  serve,
  started,
} from '../../conformance/support/instance.ts'

/** Another host name of this machine, without the privileges that browsers grant localhost. */
export const plainHost = 'auth.test'

type Settings = Record<string, string>

/** The settings of an instance on a port, whose pages work on localhost alone. */
function settingsAt(port: number, settings: Settings): Settings {
  return {
    APIS: 'asta, asyncat, lncrawl, open-archiver, argon',
    REGISTRATION: 'open',
    // The default accounts would be another way to sign in.
    DEFAULT_ACCOUNTS: 'off',
    // bcrypt's lowest cost, in tests only.
    BCRYPT_COST: '4',
    PUBLIC_URL: `http://localhost:${port}`,
    MAIL_FROM: 'Latchkey <latchkey@example.com>',
    ...settings,
  }
}

/** Serves the prepared Worker on an empty database below `base`. The caller must stop the instance. */
export async function startLatchkey(base: string, settings: Settings = {}): Promise<Running> {
  const port = await freePort()
  const running = await serve(place(base), settingsAt(port, settings), [], port)
  return { ...running, url: `http://localhost:${port}` }
}

/** The same with `npm start`, which takes several times as long. */
export async function npmStart(base: string, settings: Settings = {}): Promise<Running> {
  const directory = mkdtempSync(join(base, 'instance-'))
  const log = join(directory, 'log')
  const state = join(directory, 'state')
  const port = await freePort()
  // Command-line variables override a developer's .dev.vars.
  const vars = Object.entries(settingsAt(port, settings)).flatMap(([name, value]) => [
    '--var',
    `${name}:${value}`,
  ])
  const flags = ['--port', String(port), '--persist-to', state]
  const group = inGroup(['npm', 'start', '--', ...flags, ...vars], log)
  const instance = { url: `http://localhost:${port}`, log, state, stop: group.stop }
  await started(instance, group.ended)
  return instance
}
