import { parseHash } from '../../../worker/passwords/hashing/formats.ts'
import { number } from './report.mjs'
import { listed, unknownColumns } from './sources/file-format.mjs'
import { rowsOf } from './sources/rows.mjs'
import { sources } from './sources/sources.mjs'
import { time } from './sources/times.mjs'
import { isNothing } from './sources/values.mjs'

/**
 * Looks through a file before anything of it is written: whether there are accounts in it, and their passwords.
 * @param {string} file
 * @param {{ source: string, withoutPassword: boolean, firebase?: object }} how
 * @returns {Promise<string[]>} what is worth knowing, a sentence each
 * @throws Error in plain words when this cannot be the file that is meant
 */
export async function survey(file, how) {
  const source = sources[how.source]
  const seen = { rows: 0, readable: 0, named: 0, hashed: 0, dated: 0 }
  const columns = new Set()
  const hashLike = new Set()
  for await (const { row } of rowsOf(file, source)) {
    seen.rows += 1
    if (!row) continue
    const facts = source(row, how)
    seen.readable += 1
    if (!isNothing(facts.username) || !isNothing(facts.email)) seen.named += 1
    if (!isNothing(facts.hash)) seen.hashed += 1
    if (facts.createdAt !== undefined) seen.dated += 1
    for (const [name, value] of Object.entries(row)) {
      if (columns.size < mostColumns) columns.add(name)
      if (!source.knows(name) && isHashLike(name, value)) hashLike.add(name)
    }
  }
  const names = [...columns]
  const rows = `${number(seen.rows)} ${seen.rows === 1 ? 'row' : 'rows'}`
  if (seen.rows === 0) throw new Error('The file contains no accounts: 0 rows were read.')
  if (seen.readable === 0) {
    throw new Error(`None of the ${rows} can be read: each must be one JSON object in UTF-8.`)
  }
  if (seen.named === 0) throw new Error(unknownColumns(names, source))
  checkPasswords(seen, names, [...hashLike], source, how)

  const unread = names.filter((name) => !source.knows(name))
  const undated = seen.readable - seen.dated
  return [
    ...(unread.length > 0 ? [`Columns not read: ${listed(unread)}.`] : []),
    ...(undated > 0
      ? [`${number(undated)} without a creation time: the time of the import is used.`]
      : []),
    ...(seen.hashed === 0
      ? ['No row has a password hash: everyone must reset their password.']
      : []),
  ]
}

const mostColumns = 200

/** Passwords are never lost without a word. */
function checkPasswords({ hashed }, names, hashLike, source, { withoutPassword, ...how }) {
  if (hashed > 0) {
    if (how.source !== 'firebase' || how.firebase) return
    throw new Error(
      "Put the project's signer key into LATCHKEY_FIREBASE_SIGNER_KEY or --firebase-signer-key.",
    )
  }
  const looked = `No row has a password hash (looked in: ${source.hashesIn}).`
  if (hashLike.length > 0) {
    throw new Error(
      `${looked}\nThis column may contain the hashes: ${listed(hashLike)}. Rename it to ${source.hashesIn.split(',')[0]}, choose another --from, or remove it.`,
    )
  }
  if (!withoutPassword) {
    throw new Error(
      `${looked}\nFound: ${listed(names)}.\nIf this is correct, use --without-password: everyone is imported and resets their password by mail.`,
    )
  }
}

function isHashLike(name, value) {
  if (typeof value !== 'string' || !/^\S{16,}$/.test(value) || time(value) !== undefined)
    return false
  if (/pass|pwd|hash|digest/i.test(name)) return true
  return /^\$[\w-]+\$/.test(value) || parseHash(value).kind !== 'unsupported'
}
