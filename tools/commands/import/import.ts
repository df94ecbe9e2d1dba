import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { deriveKeys } from '../../../worker/config/keys.ts'
import { parseHash } from '../../../worker/passwords/hashing/formats.ts'
import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { type Database, withDatabase } from '../../lib/database.ts'
import { ensureReady } from '../../lib/migrations.ts'
import { type Config, devVars, parseVars, readConfig, type Variables } from '../../lib/settings.ts'
import { importAccounts } from './accounts.ts'
import { formatNumber } from './report.ts'
import type { FirebaseParameters } from './sources/source.ts'
import { firebaseHash, isSourceName, sources } from './sources/sources.ts'
import { survey } from './survey.ts'

type Values = Arguments<'import'>['values']

/**
 * Imports accounts with their password hashes. The same command again continues an import that was interrupted.
 * @returns 0 if every account exists now, 2 if rows were skipped
 * @throws Error in plain English
 */
export async function run({ values, positionals }: Arguments<'import'>): Promise<number> {
  const file = fileOf(positionals[0] ?? '')
  const { from: source = 'plain', 'at-a-time': batchText = '25000', admins = false } = values
  if (!isSourceName(source)) {
    throw new Error(`--from must be one of ${Object.keys(sources).join(', ')}.`)
  }
  const batchSize = Number(batchText)
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new Error('--at-a-time must be a whole number.')
  }
  const { which, where } = databaseArguments(values)
  const config = readConfig(which)
  const rootSecret = rootSecretOf(values, config.environment)
  const options = {
    source,
    instance: values.instance ?? '',
    settings: await parseVars(varsOf(values, config)),
    keys: rootSecret ? await deriveKeys(rootSecret) : undefined,
    admins,
    withoutPassword: values['without-password'] ?? false,
    withoutSecondFactor: values['without-second-factor'] ?? false,
    betterAuthSecret: process.env.LATCHKEY_BETTER_AUTH_SECRET,
    firebase: source === 'firebase' ? firebaseParameters(values) : undefined,
    now: Date.now(),
  }
  const notes = await survey(file, options)
  const reportFile = `${file}.report.jsonl`
  const importInto = (db?: Database) => importAccounts(file, reportFile, db, options, batchSize)
  const isDryRun = values['dry-run']
  if (!isDryRun) await ensureReady(where)
  const { report, rows } = await (isDryRun ? importInto() : withDatabase(where, importInto))
  const created = isDryRun
    ? 'would be created if their names are available (nothing was written)'
    : 'created'
  console.log(
    `${formatNumber(rows)} read: ${formatNumber(report.created)} ${created}, ${formatNumber(report.skipped)} skipped.`,
  )
  for (const line of [...report.summary(), ...notes]) console.log(line)
  if (report.lines > 0) console.log(`${reportFile} lists these accounts.`)
  return report.missing > 0 ? 2 : 0
}

/** The variables of the instance. A local one reads .dev.vars, too, and `npm start` gives it an address. */
function varsOf({ remote }: Values, { vars, environment }: Config): Variables {
  return remote ? vars : { PUBLIC_URL: 'http://localhost', ...vars, ...devVars(environment) }
}

/** The root secret of the instance. Cloudflare shows no secrets, so a remote import needs it in the environment. */
function rootSecretOf({ remote }: Values, environment: string | undefined): string | undefined {
  const given = process.env.LATCHKEY_ROOT_SECRET
  return given || (remote ? undefined : devVars(environment).ROOT_SECRET)
}

function fileOf(path: string): string {
  // npm runs scripts in the folder of package.json and passes the folder where the user called it.
  const file = resolve(process.env.INIT_CWD ?? '.', path)
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  if (!statSync(file).isFile())
    throw new Error('FILE must be a regular file, because it is read twice.')
  return file
}

/** The hash parameters of a Firebase project; undefined without a signer key, which a file without hashes does not need. */
function firebaseParameters(values: Values): FirebaseParameters | undefined {
  const signerKey = values['firebase-signer-key'] ?? process.env.LATCHKEY_FIREBASE_SIGNER_KEY
  if (!signerKey) return undefined
  const parameters = {
    signerKey,
    saltSeparator: values['firebase-salt-separator'] ?? 'Bw==',
    rounds: values['firebase-rounds'] ?? '8',
    memCost: values['firebase-mem-cost'] ?? '14',
  }
  const zeros = Buffer.alloc(64).toString('base64')
  const example = firebaseHash({ passwordhash: zeros, salt: zeros }, parameters)
  if (parseHash(example).kind === 'unsupported') {
    throw new Error(
      'The Firebase parameters are invalid: the signer key is 64 bytes in base64. Copy all of them from the Firebase console.',
    )
  }
  return parameters
}
