import type { Keys } from '../../../worker/config/keys.ts'
import { parseHash } from '../../../worker/passwords/hashing/formats.ts'
import { listNames, unknownColumns } from './files/file-format.ts'
import { readRows } from './files/rows.ts'
import { formatNumber } from './report.ts'
import type { Source, SourceOptions } from './sources/source.ts'
import { type SourceName, sources } from './sources/sources.ts'
import { parseTime } from './sources/times.ts'
import { isEmpty } from './sources/values.ts'

/** The options of an import that decide whether its file is plausible. */
interface SurveyOptions extends SourceOptions {
  source: SourceName
  keys?: Keys | undefined
  withoutPassword: boolean
  withoutSecondFactor: boolean
}

/**
 * Reads a file before anything is written, and checks that it contains accounts and passwords.
 * @returns notes for the user, one sentence each
 * @throws Error in plain English if this cannot be the intended file
 */
export async function survey(file: string, options: SurveyOptions): Promise<string[]> {
  const source: Source = sources[options.source]
  const counts = {
    rows: 0,
    readable: 0,
    identified: 0,
    hashed: 0,
    dated: 0,
    withFactor: 0,
    withPasskey: 0,
  }
  const columns = new Set<string>()
  const hashLike = new Set<string>()
  for await (const { row } of readRows(file, source)) {
    counts.rows += 1
    if (!row) continue
    const facts = source.facts(row, options)
    counts.readable += 1
    if (!isEmpty(facts.username) || !isEmpty(facts.email)) counts.identified += 1
    if (!isEmpty(facts.hash)) counts.hashed += 1
    if (facts.createdAt !== undefined) counts.dated += 1
    if (facts.totp !== undefined) counts.withFactor += 1
    if (facts.passkeys?.length) counts.withPasskey += 1
    for (const [name, value] of Object.entries(row)) {
      if (columns.size < maxColumns) columns.add(name)
      if (!source.reads(name) && isHashLike(name, value)) hashLike.add(name)
    }
  }
  const names = [...columns]
  const rows = `${formatNumber(counts.rows)} ${counts.rows === 1 ? 'row' : 'rows'}`
  if (counts.rows === 0) throw new Error('The file contains no accounts: 0 rows were read.')
  if (counts.readable === 0) {
    throw new Error(`None of the ${rows} can be read: each must be one JSON object in UTF-8.`)
  }
  if (counts.identified === 0) throw new Error(unknownColumns(names, source))
  if (counts.hashed === 0) checkNoHashes(names, [...hashLike], source, options)
  else if (options.source === 'firebase' && !options.firebase) {
    throw new Error(
      "Put the project's signer key into LATCHKEY_FIREBASE_SIGNER_KEY or --firebase-signer-key.",
    )
  }
  if (counts.withFactor > 0 && !options.withoutSecondFactor) checkSecrets(options)

  const unread = names.filter((name) => !source.reads(name))
  const undated = counts.readable - counts.dated
  return [
    ...(unread.length > 0 ? [`Columns not read: ${listNames(unread)}.`] : []),
    ...(undated > 0
      ? [`${formatNumber(undated)} without a creation time: the time of the import is used.`]
      : []),
    ...(counts.hashed === 0
      ? [
          `No row has a password hash: ${counts.withPasskey > 0 ? 'users without a passkey' : 'all users'} must reset their password.`,
        ]
      : []),
  ]
}

const maxColumns = 200

/** Second factors are decrypted with the secret of the source, and encrypted with the root secret. */
function checkSecrets({ source, betterAuthSecret, keys }: SurveyOptions): void {
  const missing = [
    ...(source === 'better-auth' && !betterAuthSecret
      ? ["better-auth's secret into LATCHKEY_BETTER_AUTH_SECRET"]
      : []),
    ...(keys ? [] : ["this instance's ROOT_SECRET into LATCHKEY_ROOT_SECRET"]),
  ]
  if (missing.length === 0) return
  throw new Error(
    `The file contains second factors. Put ${missing.join(', and ')}. --without-second-factor imports the accounts without them.`,
  )
}

/** Never loses passwords without an error. */
function checkNoHashes(
  columns: string[],
  hashLike: string[],
  source: Source,
  { withoutPassword }: SurveyOptions,
): void {
  const fault = `No row has a password hash (looked in: ${source.hashColumns.join(', ')}).`
  if (hashLike.length > 0) {
    throw new Error(
      `${fault}\nThis column may contain the hashes: ${listNames(hashLike)}. Rename it to ${source.hashColumns[0]}, choose another --from, or remove it.`,
    )
  }
  if (withoutPassword) return
  throw new Error(
    `${fault}\nFound: ${listNames(columns)}.\nIf this is correct, use --without-password: it imports all accounts, and users reset their password by email.`,
  )
}

function isHashLike(name: string, value: unknown): boolean {
  if (typeof value !== 'string' || !/^\S{16,}$/.test(value)) return false
  if (parseTime(value) !== undefined) return false
  if (/pass|pwd|hash|digest/i.test(name)) return true
  return /^\$[\w-]+\$/.test(value) || parseHash(value).kind !== 'unsupported'
}
