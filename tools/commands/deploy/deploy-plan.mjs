import { devVars } from '../../lib/settings.ts'
import { settingsFindings, understand } from '../doctor/settings.mjs'

/** What a deployment settles by itself, or looks at later. */
const settled = ['missing_secret', 'setup', 'default_password']

/**
 * What npm run doctor finds in these settings: why they must not be deployed, and what is worth knowing, in sentences.
 * @param config wrangler.toml as `readConfig` gives it
 * @param {object} local what .dev.vars says
 */
export async function findings(config, local = devVars(config.environment)) {
  const [defaults, deployed] = await Promise.all([{}, config.vars].map(understand))
  const found = settingsFindings({
    config,
    devVars: Object.keys(local),
    defaults: defaults.settings,
    deployed: deployed.settings,
    wrong: deployed.wrong,
  }).filter(({ check }) => !settled.includes(check))
  const sentences = (wanted) =>
    found
      .filter(({ level }) => level === wanted)
      .map((each) => [each.found, each.mend].filter(Boolean).join(' '))
  return { refusals: sentences('danger'), warnings: sentences('note') }
}
