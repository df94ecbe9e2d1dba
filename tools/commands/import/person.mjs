import { createHash } from 'node:crypto'
import { identifierKeys } from '../../../worker/accounts/create.ts'
import { isEmailAddress } from '../../../worker/input/email-address.ts'
import { address, displayName, newUsername } from '../../../worker/input/fields.ts'
import { parseHash } from '../../../worker/passwords/hashing/formats.ts'
import { defaultAccounts } from '../../../worker/setup/default-accounts.ts'
import { isNothing, unreadable } from './sources/values.mjs'

/** Why a row is skipped; the report names the key, the summary says the sentence. */
export const skipped = {
  unreadable: 'the line cannot be read, or is longer than 1 MiB',
  deleted_at_source: 'it is deleted there',
  no_identifier: 'it has neither a username nor an e-mail address',
  username_invalid: 'its username is one that nobody can have here',
  email_invalid: 'its e-mail address is none',
  name_invalid: 'its name is longer than 200 characters, or holds characters that are none',
  reserved: 'it is a default account; npm run create-admin makes an administrator',
  no_password: 'it has no password (--without-password brings it, to reset by mail)',
  hash_refused: 'its hash cannot sign in here (--without-password brings it, to reset by mail)',
  taken: 'another account has its name or address',
  deleted_here: 'it was imported and then deleted here',
  present: 'it was imported before, or its id is that of somebody who was (see --instance)',
}

/** What is brought otherwise than the row has it. */
export const changed = {
  demoted: 'administrators became plain users (--admins keeps their role)',
  without_password: 'came without a password, and must reset it by mail',
  created_now: 'have an unreadable or future creation time; the time of the import is used',
  unverified: 'have an unreadable verification of their address, and must verify it again',
  disabled_unclear: 'are disabled, because it is unreadable whether they were',
  picture_dropped: 'lost their picture, which is no https address of at most 2,048 characters',
}

/**
 * The account that a person from elsewhere becomes, by the rules of the Worker itself.
 * @param {object} facts as `sources` gives them
 * @param {{ source: string, instance: string, settings: object, admins: boolean, withoutPassword: boolean, now: number }} how
 * @returns {{ account: object, changes: string[] } | { skip: string, why?: string }}
 */
export function personOf(facts, how) {
  const { settings, now } = how
  if (facts.deleted) return { skip: 'deleted_at_source' }
  const names = namesOf(facts, settings)
  if (names.skip) return names
  const keys = identifierKeys(names)
  const reserved = defaultAccounts({ ...settings, DEFAULT_ACCOUNTS: true })
  if (keys.some(({ key }) => reserved.some((each) => each.key === key))) return { skip: 'reserved' }
  const called = calledOf(facts)
  if (called.skip) return called
  const hash = hashOf(facts.hash)
  if (hash.skip && !how.withoutPassword) return hash

  const changes = []
  const note = (condition, change) => condition && changes.push(change)
  const picture = pictureOf(facts.picture)
  note(facts.admin && !how.admins, 'demoted')
  note(hash.skip, 'without_password')
  note(facts.picture && !picture, 'picture_dropped')
  const dated = typeof facts.createdAt === 'number' && facts.createdAt > 0 && facts.createdAt <= now
  note(!dated && facts.createdAt !== undefined, 'created_now')
  note(names.email && facts.verified === unreadable, 'unverified')
  note(facts.disabled === unreadable, 'disabled_unclear')
  const createdAt = dated ? facts.createdAt : now
  const disabled = [true, unreadable].includes(facts.disabled) || facts.disabled > now
  const account = {
    id: idFor(how.source, how.instance, facts.id ?? keys[0].key),
    username: names.username ?? null,
    email: names.email ?? null,
    emailVerifiedAt: names.email ? verifiedAt(facts.verified, createdAt, now) : null,
    passwordHash: hash.skip ? null : facts.hash,
    roleId: facts.admin && how.admins ? 'admin' : 'user',
    firstName: called.firstName,
    lastName: called.lastName,
    picture,
    disabledAt: disabled ? now : null,
    createdAt,
    keys,
  }
  return { account, changes }
}

/** An address in the place of a username is the address, as at a registration. */
function namesOf({ username, email }, settings) {
  const given = { username: textIn(username), email: textIn(email) }
  if (given.username !== undefined && isEmailAddress(given.username)) {
    const same = given.email?.toLowerCase() === given.username.toLowerCase()
    if (given.email !== undefined && !same) return { skip: 'username_invalid' }
    return { email: given.email ?? given.username }
  }
  if (given.username === undefined && given.email === undefined) return { skip: 'no_identifier' }
  if (given.username !== undefined && !newUsername(settings).safeParse(given.username).success) {
    return { skip: 'username_invalid' }
  }
  if (given.email !== undefined && !address.safeParse(given.email).success) {
    return { skip: 'email_invalid' }
  }
  return given
}

/** A number can be a name, too; whatever else is no text, and a blank, are nothing. */
function textIn(value) {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' ? undefined : text
}

/** One name in one piece is kept as the first, as where the API sets one. */
function calledOf({ name, firstName, lastName }) {
  const first = textIn(firstName)
  const last = textIn(lastName)
  const called = first || last ? [first, last] : [textIn(name), undefined]
  const bad = called.some((each) => each !== undefined && !displayName.safeParse(each).success)
  return bad
    ? { skip: 'name_invalid' }
    : { firstName: called[0] ?? null, lastName: called[1] ?? null }
}

function hashOf(hash) {
  if (isNothing(hash)) return { skip: 'no_password' }
  // Text alone: a list that holds a hash would become one when it is written.
  const form = typeof hash === 'string' ? parseHash(hash) : parseHash('')
  return form.kind === 'unsupported' ? { skip: 'hash_refused', why: form.reason } : {}
}

function pictureOf(picture) {
  const usable = typeof picture === 'string' && /^https:\/\/[!-~]{1,2040}$/.test(picture)
  return usable && URL.canParse(picture) ? picture : null
}

/** If only the fact is known, or the time is to come, the age of the account stands for when. */
function verifiedAt(verified, createdAt, now) {
  if (typeof verified === 'number')
    return verified > now ? createdAt : verified > 0 ? verified : null
  return verified === true ? createdAt : null
}

/**
 * A UUID (version 8, RFC 9562) that is the same whenever the same account comes again: that is what makes a second run
 * harmless.
 */
function idFor(source, instance, id) {
  const digest = createHash('sha256')
    .update(JSON.stringify([source, instance, String(id)]))
    .digest()
  digest[6] = (digest[6] & 0x0f) | 0x80
  digest[8] = (digest[8] & 0x3f) | 0x80
  const hex = digest.toString('hex', 0, 16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
