import { createHash, randomUUID } from 'node:crypto'
import { identifierKeys } from '../../../worker/accounts/create.ts'
import { emailAddress, locale, newUsername, optionalName } from '../../../worker/accounts/fields.ts'
import type { Keys } from '../../../worker/config/keys.ts'
import type { Settings } from '../../../worker/config/settings.ts'
import { isEmailAddress } from '../../../worker/input/email-address.ts'
import { maxLength } from '../../../worker/input/max-length.ts'
import { oneLine, text } from '../../../worker/input/text.ts'
import { relyingPartyOf } from '../../../worker/passkeys/vars.ts'
import { parseHash } from '../../../worker/passwords/hashing/formats.ts'
import { defaultAccounts } from '../../../worker/setup/default-accounts.ts'
import { type ImportedPasskey, toPasskey } from './second-factors/passkeys.ts'
import type { TotpFacts } from './second-factors/totp.ts'
import type { SourceFacts, SourceOptions } from './sources/source.ts'
import type { SourceName } from './sources/sources.ts'
import { isEmpty, unreadable } from './sources/values.ts'

/** Reasons why a row is skipped. The report contains the key, the summary the sentence. */
export const skipReasons = {
  unreadable: 'the line cannot be parsed, or is longer than 1 MiB',
  deleted_at_source: 'the account is deleted at the source',
  service_account: 'a program signs in with the account: register it as an app (docs/oauth.md)',
  no_identifier: 'the row has neither a username nor an email address',
  username_invalid: 'the username is not allowed here',
  email_invalid: 'the email address is invalid',
  name_invalid: 'the name is longer than 200 characters or contains invalid characters',
  reserved: 'the name belongs to a default account; npm run create-admin creates an administrator',
  no_password: 'the row has no password hash (--without-password imports it without one)',
  hash_unsupported: 'the password hash is not supported (--without-password imports without it)',
  second_factor_unusable:
    'the second factor cannot be imported (--without-second-factor imports the account without it)',
  taken: 'another account has the username or email address',
  deleted_here: 'the account was imported before and has been deleted here',
  present: 'the account was imported before, or another one with the same id was (see --instance)',
}
export type SkipReason = keyof typeof skipReasons

/** Differences between a row and the imported account. */
export const changeReasons = {
  demoted: 'administrators were imported as users (--admins keeps the role)',
  without_password: 'have no password and must reset it by email',
  without_passkeys:
    'had passkeys that were not imported: without PUBLIC_URL or RP_ID, with a key that is not supported, or from a source whose passkeys lack facts',
  without_second_factor: 'had a second factor, which was not imported',
  without_recovery_codes:
    'have a second factor and no recovery codes, which their users create on the security page',
  without_other_emails: 'had more than one email address: only the first one signs in here',
  created_now: 'have an unreadable or future creation time; the time of the import is used',
  unverified: 'have an unreadable email verification and must verify the email address again',
  disabled_unclear: 'were imported as disabled, because the disabled state is unreadable',
  picture_dropped: 'lost the picture, which is not an https URL of at most 2,048 characters',
}
export type ChangeReason = keyof typeof changeReasons

/** The options of an import. */
export interface ImportOptions extends SourceOptions {
  source: SourceName
  /** Distinguishes two services of the same kind; part of the ids. */
  instance: string
  settings: Settings
  /** Encrypt second factors; undefined if the root secret is not known. */
  keys?: Keys | undefined
  /** Import administrators as administrators. */
  admins: boolean
  /** Import accounts without a supported password hash. */
  withoutPassword: boolean
  /** Import accounts without a second factor that cannot be imported. */
  withoutSecondFactor: boolean
  /** UNIX ms. */
  now: number
}

/** An account to create. Times are UNIX ms. */
export interface ImportedAccount {
  id: string
  username: string | null
  email: string | null
  emailVerifiedAt: number | null
  passwordHash: string | null
  passwordChangeRequired: boolean
  roleId: 'admin' | 'user'
  firstName: string | null
  lastName: string | null
  picture: string | null
  locale: string | null
  disabledAt: number | null
  createdAt: number
  /** The authenticator app. */
  totp: ImportedTotp | null
  /** The hashes of recovery codes. */
  recoveryCodes: string[]
  passkeys: ImportedPasskey[]
  /** The id of the account that invited it, if that is imported, too. */
  invitedBy: string | null
  /** The identifiers of the account. */
  keys: ReturnType<typeof identifierKeys>
}

/** A TOTP factor to create. */
export interface ImportedTotp {
  id: string
  label: string
  secret: Buffer
  /** UNIX ms. */
  createdAt: number
}

/** A row that is not imported, with the reason and more detail. */
interface Skipped {
  skip: SkipReason
  detail?: string
}

/** Converts a row to an account, by the Worker's own rules for names, email addresses and hashes. */
export function toAccount(
  facts: SourceFacts,
  options: ImportOptions,
): { account: ImportedAccount; changes: ChangeReason[] } | Skipped {
  const { settings, now } = options
  if (facts.deleted) return { skip: 'deleted_at_source' }
  if (facts.isServiceAccount) return { skip: 'service_account' }
  const identifiers = identifiersOf(facts, settings)
  if ('skip' in identifiers) return identifiers
  const keys = identifierKeys(identifiers)
  const reserved = defaultAccounts({ ...settings, DEFAULT_ACCOUNTS: true })
  if (keys.some(({ key }) => reserved.some((each) => each.key === key))) return { skip: 'reserved' }
  const names = namesOf(facts)
  if ('skip' in names) return names
  const { verified, disabled, createdAt: created } = facts
  const hasTime = typeof created === 'number' && created > 0 && created <= now
  const createdAt = hasTime ? created : now
  const id = idFor(options, facts, keys[0]?.key)
  const rpId = relyingPartyOf(settings)?.id
  const { passkeys: known = [], recoveryCodes = [] } = facts
  const passkeys = known.flatMap((each) => toPasskey(each, { id, createdAt }, rpId, now) ?? [])
  const hash = hashOf(facts.hash)
  const lacksPassword = typeof hash !== 'string' && !(isEmpty(facts.hash) && passkeys.length > 0)
  if (typeof hash !== 'string' && lacksPassword && !options.withoutPassword) return hash

  const { totp } = facts
  const fault = faultOf(totp, options)
  if (fault !== undefined && !options.withoutSecondFactor) {
    return { skip: 'second_factor_unusable', detail: fault }
  }

  const { username = null, email = null } = identifiers
  const picture = pictureOf(facts.picture)
  const isDisabled = typeof disabled === 'number' ? disabled > now : Boolean(disabled)
  const account = {
    id,
    username,
    email,
    emailVerifiedAt: email === null ? null : verifiedAt(verified, createdAt, now),
    passwordHash: typeof hash === 'string' ? hash : null,
    passwordChangeRequired: facts.passwordChangeRequired ?? false,
    roleId: facts.admin && options.admins ? ('admin' as const) : ('user' as const),
    ...names,
    picture,
    locale: localeOf(facts.locale),
    disabledAt: isDisabled ? now : null,
    createdAt,
    totp: totp && 'secret' in totp && !fault ? toTotp(totp, createdAt, now) : null,
    recoveryCodes,
    passkeys,
    invitedBy: uuid.test(String(facts.invitedBy)) ? String(facts.invitedBy) : null,
    keys,
  }
  const changes = {
    demoted: facts.admin && !options.admins,
    without_password: lacksPassword,
    without_passkeys: passkeys.length < known.length || facts.hasOtherPasskeys,
    without_second_factor: fault !== undefined,
    without_recovery_codes: account.totp !== null && recoveryCodes.length === 0,
    without_other_emails: facts.hasMoreEmails,
    picture_dropped: facts.picture && !picture,
    created_now: !hasTime && created !== undefined,
    unverified: email !== null && verified === unreadable,
    disabled_unclear: disabled === unreadable,
  }
  // The keys of a literal are the keys of its type.
  const reasons = Object.keys(changes) as (keyof typeof changes)[]
  return { account, changes: reasons.filter((reason) => changes[reason]) }
}

/** A username that is an email address is stored as the email address, as at registration. */
function identifiersOf(
  facts: SourceFacts,
  settings: Settings,
): { username?: string; email?: string } | Skipped {
  const username = textOf(facts.username)
  const email = textOf(facts.email)
  if (username !== undefined && isEmailAddress(username)) {
    const isSame = email?.toLowerCase() === username.toLowerCase()
    if (email !== undefined && !isSame) return { skip: 'username_invalid' }
    return { email: email ?? username }
  }
  if (username === undefined && email === undefined) return { skip: 'no_identifier' }
  if (username !== undefined && !newUsername(settings).safeParse(username).success) {
    return { skip: 'username_invalid' }
  }
  if (email !== undefined && !emailAddress().safeParse(email).success)
    return { skip: 'email_invalid' }
  return { ...(username !== undefined && { username }), ...(email !== undefined && { email }) }
}

/** Returns trimmed text. Numbers can be names; other values and blank text are none. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' ? undefined : text
}

/** A whole name is stored as the first name, as in the APIs that have only one name. */
function namesOf({
  name,
  firstName,
  lastName,
}: SourceFacts): Pick<ImportedAccount, 'firstName' | 'lastName'> | Skipped {
  const first = textOf(firstName)
  const last = textOf(lastName)
  const names = first || last ? [first, last] : [textOf(name), undefined]
  const isInvalid = names.some(
    (each) => each !== undefined && !optionalName().safeParse(each).success,
  )
  if (isInvalid) return { skip: 'name_invalid' }
  return { firstName: names[0] ?? null, lastName: names[1] ?? null }
}

/** Returns the hash, or why it cannot be imported. */
function hashOf(hash: unknown): string | Skipped {
  if (isEmpty(hash)) return { skip: 'no_password' }
  // Accept only text: a list with a hash inside would become a valid hash when it is converted to text.
  const text = typeof hash === 'string' ? hash : ''
  const parsed = parseHash(text)
  if (parsed.kind !== 'unsupported') return text
  return { skip: 'hash_unsupported', detail: parsed.reason }
}

/** Why a second factor cannot be imported. */
function faultOf(totp: SourceFacts['totp'], { keys }: ImportOptions): string | undefined {
  if (!totp) return undefined
  if ('fault' in totp) return totp.fault
  return keys ? undefined : 'LATCHKEY_ROOT_SECRET is not set'
}

const factorLabel = text(maxLength.displayName).check(oneLine)

/** An unreadable or future time becomes the creation time of the account, and a label that is not allowed here becomes none. */
function toTotp({ secret, label, createdAt }: TotpFacts, accountCreatedAt: number, now: number) {
  const hasTime = typeof createdAt === 'number' && createdAt > 0 && createdAt <= now
  const parsed = factorLabel.safeParse(textOf(label) ?? '')
  return {
    id: randomUUID(),
    label: parsed.success ? parsed.data : '',
    secret,
    createdAt: hasTime ? createdAt : accountCreatedAt,
  }
}

function pictureOf(picture: unknown): string | null {
  const isUsable = typeof picture === 'string' && /^https:\/\/[!-~]{1,2040}$/.test(picture)
  return isUsable && URL.canParse(picture) ? picture : null
}

/** Without a time, or with a future one, the creation time is used. */
function verifiedAt(verified: SourceFacts['verified'], createdAt: number, now: number) {
  if (typeof verified !== 'number') return verified === true ? createdAt : null
  if (verified > now) return createdAt
  return verified > 0 ? verified : null
}

function localeOf(value: unknown): string | null {
  const parsed = locale().safeParse(value)
  return parsed.success ? parsed.data : null
}

/**
 * The id of an account of Latchkey, or a UUID (version 8, RFC 9562) derived from the account's id at the source, so that a second run
 * finds the account.
 */
function idFor(
  { source, instance }: ImportOptions,
  { id, keepsId }: SourceFacts,
  key: string | undefined,
): string {
  if (keepsId && uuid.test(String(id))) return String(id)
  const digest = createHash('sha256')
    .update(JSON.stringify([source, instance, String(id ?? key)]))
    .digest()
    .subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = digest.toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
