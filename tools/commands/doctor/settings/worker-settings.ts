import { settingsOf } from '../../../../worker/capabilities.ts'
import { type Settings, SettingsError } from '../../../../worker/config/settings.ts'
import { randomSecret, type Variables } from '../../../lib/settings.ts'

/** Variables as the Worker reads them. */
export interface WorkerSettings {
  /** What the Worker refuses, such as `BCRYPT_COST: must be …`; never a value. */
  refused: string[]
  /** The settings, with the default of each refused variable. */
  settings: Settings
}

/** Reads variables with the Worker's own parser, with a random secret if it is missing. */
export async function readWorkerSettings(vars: Variables): Promise<WorkerSettings> {
  const refused: string[] = []
  let rest: Variables = { ...vars, JWT_SECRET: vars.JWT_SECRET || randomSecret() }
  for (;;) {
    try {
      return { refused, settings: await settingsOf({ ...rest, DB: {}, RATE_LIMIT: {} }) }
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      refused.push(...error.message.split(/; (?=[A-Z_]+: )/))
      // ADMIN_EMAIL is also refused if only LOCAL_EMAIL is wrong.
      const removed = [...error.variables, 'LOCAL_EMAIL']
      const kept = Object.entries(rest).filter(([name]) => !removed.includes(name))
      const fewer = kept.length < Object.keys(rest).length ? Object.fromEntries(kept) : {}
      rest = { ...fewer, JWT_SECRET: fewer.JWT_SECRET ?? randomSecret() }
    }
  }
}
