import type { Settings } from '../../../../worker/config/settings.ts'
import type { Config, Variables } from '../../../lib/settings.ts'
import type { Finding } from '../finding.ts'
import { readWorkerSettings } from './worker-settings.ts'

/** Where settings come from. */
export interface Sources {
  config: Config
  /** The variables of .dev.vars. */
  devVars: Variables
  /** Whether the check is about this machine, which uses .dev.vars. */
  isLocal: boolean
  /** The names of the deployed Worker's secrets; undefined if they were not queried. */
  secrets?: string[] | undefined
  /** The state of the database; undefined if no database was queried. */
  database?: DatabaseState | undefined
}

/** What a database shows about setup. */
export interface DatabaseState {
  /** Whether setup is open: there is no administrator, and there never was one. */
  isSetupOpen: boolean
  /** How many enabled default accounts still have their default password. */
  defaultPasswords: number
  /** The RP IDs of stored passkeys. */
  passkeyRpIds?: string[]
  /** The location of a deployed database, such as WEUR. */
  region?: string | undefined
}

/** What a check of the settings can look at. */
export interface SettingsFacts extends Sources {
  /** The variables of this machine, .dev.vars over [vars]; undefined if the check is about another machine. */
  local: Variables | undefined
  /** The Worker's defaults. */
  defaults: Settings
  /** The settings that a deployment would use. */
  deployed: Settings
  /** What the Worker refuses of the deployed and the local variables. */
  refused: string[]
}

/** One check of the settings; an empty list means that there is nothing to report. */
export type SettingsCheck = (facts: SettingsFacts) => Finding | Finding[]

/** Reads the variables of all sources with the Worker's own parser. */
export async function settingsFacts(sources: Sources): Promise<SettingsFacts> {
  const { config, devVars, isLocal } = sources
  const local = isLocal ? { ...config.vars, ...devVars } : undefined
  const [defaults, deployed, here] = await Promise.all([
    readWorkerSettings({}),
    readWorkerSettings(config.vars),
    readWorkerSettings(local ?? {}),
  ])
  return {
    ...sources,
    local,
    defaults: defaults.settings,
    deployed: deployed.settings,
    refused: [...new Set([...deployed.refused, ...here.refused])],
  }
}
