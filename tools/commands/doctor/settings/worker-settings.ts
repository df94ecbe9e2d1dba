import { settingsOf } from '../../../../worker/capabilities.ts'
import { type Settings, SettingsError } from '../../../../worker/config/settings.ts'
import { missingSecrets } from '../../../lib/secrets.ts'
import type { Variables } from '../../../lib/settings.ts'

/** Variables as the Worker reads them. */
export interface WorkerSettings {
  /** What the Worker refuses, such as `BCRYPT_COST: must be …`; never a value. */
  refused: string[]
  /** The settings, with the default of each refused variable. */
  settings: Settings
}

/** Reads variables with the Worker's own parser, with random secrets for those that are missing. */
export async function readWorkerSettings(vars: Variables): Promise<WorkerSettings> {
  const refused: string[] = []
  let rest = withSecrets(vars)
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
      rest = withSecrets(fewer)
    }
  }
}

function withSecrets(vars: Variables): Variables {
  const present = Object.keys(vars).filter((name) => vars[name])
  return { ...vars, ...missingSecrets(present) }
}
