import type { Arguments } from '../../bootstrap/commands.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { unknownVariables } from '../../bootstrap/variables.mjs'
import { withDatabase } from '../../lib/database.ts'
import { buildPages } from '../../lib/pages.ts'
import { missingSecrets, randomSecret } from '../../lib/secrets.ts'
import { type Config, readConfig } from '../../lib/settings.ts'
import { sameWorker } from '../../lib/wrangler.ts'
import { checkLocation, migrateOrCreate, placeWorker } from './database.ts'
import { provideAdministrator } from './first-administrator.ts'
import { choiceOf } from './location.ts'
import { secretNames, secretPutFlags } from './secrets.ts'
import { checkSettings } from './settings-check.ts'
import { defaultConfig, upload, uploadWith } from './upload.ts'

/**
 * Deploys in the order that leaves no gap: settings, database, administrator, then the code with its secrets.
 * @param isTerminal whether `print` writes to a terminal: a secret must not get into a log
 * @returns the exit code
 * @throws Error in one or more sentences
 */
export async function deploy(
  values: Arguments<'deploy'>['values'],
  print: (text: string) => void,
  isTerminal = false,
): Promise<number> {
  const { location, jurisdiction, ...passedOn } = values
  const choice = choiceOf({ ...(location && { location }), ...(jurisdiction && { jurisdiction }) })
  // Every wrangler command gets the file and the environment, so that none uses others than the checked ones.
  const args = argumentsOf({
    minify: true,
    ...passedOn,
    config: values.config ?? defaultConfig,
    env: values.env ?? process.env.CLOUDFLARE_ENV ?? '',
  })
  const config = readConfig(args)
  const { refusals, warnings } = await checkSettings(config)
  for (const warning of warnings) print(`Note: ${warning}`)
  if (refusals.length > 0) {
    throw new Error(['Not deployed:', ...refusals.map((text) => `- ${text}`)].join('\n'))
  }
  print('The settings are ready to deploy.')
  await buildPages()
  if (values['dry-run']) {
    if (choice) print(`A missing database would be created in ${choice.place?.name}.`)
    return (await upload(args)).code
  }

  const present = await secretNames(args)
  for (const text of unknownVariables(present, "the Worker's secrets")) print(`Note: ${text}`)
  const secrets: Record<string, string> = missingSecrets(present)
  const where = ['--remote', ...sameWorker(args)]
  const created = await migrateOrCreate(where, config, choice, print)
  print('The database is migrated.')
  const isProvided = await withDatabase(where, async (db) => {
    const done = await provideAdministrator(db, config.vars, print)
    if (choice && !created) checkLocation(choice, db.region?.())
    return done
  })
  const placed = placeWorker(created ?? choice, config, args, print)
  if (!isProvided && !present.includes('SETUP_TOKEN')) secrets.SETUP_TOKEN = randomSecret()
  const { code, isUploaded } = await uploadWith(secrets, placed)
  if (code !== 0) return code
  if (!isUploaded) throw new Error('wrangler uploaded nothing, so the old version still runs.')
  if (secrets.ROOT_SECRET_PREVIOUS) print(afterUpgrade(config, args))
  if (!isProvided) print(nextSteps(secrets.SETUP_TOKEN, isTerminal, args))
  return 0
}

/** How to end the upgrade of an instance that had no ROOT_SECRET. */
function afterUpgrade({ vars }: Config, args: string[]): string {
  const days = vars.INVITATION_DAYS ?? 'INVITATION_DAYS (90)'
  return [
    'This instance now has a ROOT_SECRET. Stored data of JWT_SECRET stays valid and moves to it when used.',
    `In ${days} days, when the last old invitation has expired: npx wrangler secret delete ROOT_SECRET_PREVIOUS${secretPutFlags(args)}`,
  ].join('\n')
}

/** How to create the first administrator. A token that was not printed is safe: the operator has to set another one. */
function nextSteps(token: string | undefined, isTerminal: boolean, args: string[]): string {
  const replace = `npx wrangler secret put SETUP_TOKEN${secretPutFlags(args)}`
  const place = 'at /auth/set-up, or with POST /v1/auth/setup and the header X-Setup-Token'
  const missing = 'There is no administrator yet.'
  if (!token) {
    return `${missing} Create the first one ${place}. Setup requires the SETUP_TOKEN that is already set. To replace it: ${replace}`
  }
  if (isTerminal) {
    return `${missing} Create the first one ${place}. The token is shown only once:\n  ${token}`
  }
  return [
    `${missing} Setup requires a random SETUP_TOKEN, which was not printed because this is not a terminal.`,
    'Create the first administrator in one of these ways:',
    '  npm run create-admin -- --remote',
    `  ${replace}`,
    `    and then ${place}`,
    '  npm run deploy with LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD in its environment',
  ].join('\n')
}
