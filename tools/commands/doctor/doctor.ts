import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { devVars, readConfig } from '../../lib/settings.ts'
import { secretNames } from '../deploy/secrets.ts'
import { databaseState } from './database.ts'
import { isLoopback } from './instance/connection.ts'
import { instanceFindings } from './instance/instance.ts'
import { visit } from './instance/visit.ts'
import { asJson, asText, exitCode, type Report } from './report.ts'
import { type SettingsFacts, settingsFacts } from './settings/facts.ts'
import { settingsFindings } from './settings/settings.ts'

/**
 * Looks for dangers in the settings and in a running instance. It changes nothing and never signs in.
 * @returns the exit code
 */
export async function run({ values }: Arguments<'doctor'>): Promise<number> {
  const { url, remote } = values
  const instance = url === undefined ? undefined : parseUrl(url)
  const isLocal = !remote && (!instance || isLoopback(instance.hostname))
  const facts = await collectFacts(values, isLocal)
  const report: Report = {
    [isLocal ? 'Local settings' : 'Deployed settings']: settingsFindings(facts),
  }
  if (instance) {
    const hasSetupToken = facts.secrets?.includes('SETUP_TOKEN') ?? false
    report[instance.origin] = instanceFindings(await visit(instance), hasSetupToken)
  }
  console.log(values.json ? asJson(report) : asText(report))
  return exitCode(report)
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error('--url must be an http or https URL, such as https://auth.example.com')
  }
  return url
}

async function collectFacts(
  values: Arguments<'doctor'>['values'],
  isLocal: boolean,
): Promise<SettingsFacts> {
  const { which } = databaseArguments(values)
  const { remote: isRemote = false, 'persist-to': storage } = values
  const config = readConfig(which)
  const hasDatabase = isRemote || isLocal || storage !== undefined
  return settingsFacts({
    config,
    devVars: devVars(config.environment),
    isLocal,
    secrets: isRemote ? await secretNames(which) : undefined,
    database: hasDatabase
      ? await databaseState({ isRemote, storage: storage ?? '.wrangler/state', which })
      : undefined,
  })
}
