import { type Config, devVars, type Variables } from '../../lib/settings.ts'
import type { Finding } from '../doctor/finding.ts'
import { settingsFacts } from '../doctor/settings/facts.ts'
import { settingsFindings } from '../doctor/settings/settings.ts'

/** What a deployment provides, or checks later, and advice of npm run doctor. */
const provided = ['missing_secret', 'setup', 'default_password', 'placement']

/** Sentences about the settings: `refusals` prevent a deployment, `warnings` do not. */
export interface SettingsCheckResult {
  refusals: string[]
  warnings: string[]
}

/**
 * Checks the settings as npm run doctor does.
 * @param local the variables of .dev.vars
 */
export async function checkSettings(
  config: Config,
  local: Variables = devVars(config.environment),
): Promise<SettingsCheckResult> {
  const facts = await settingsFacts({ config, devVars: local, isLocal: false })
  const findings = settingsFindings(facts).filter(({ check }) => !provided.includes(check))
  const sentences = (level: Finding['level']) =>
    findings
      .filter((finding) => finding.level === level)
      .map(({ message, fix }) => [message, fix].filter(Boolean).join(' '))
  return { refusals: sentences('danger'), warnings: sentences('note') }
}
