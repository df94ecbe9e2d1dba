import { readBetterAuthPasskeys } from '../second-factors/passkeys.ts'
import { readBetterAuthTotp, readExportedTotp, readSupabaseTotp } from '../second-factors/totp.ts'
import { authjs } from './authjs.ts'
import { clerk } from './clerk.ts'
import { keycloak } from './keycloak.ts'
import { latchkey } from './latchkey.ts'
import { pocketbase } from './pocketbase.ts'
import { products } from './products.ts'
import { defineSource, type FirebaseParameters, type Source } from './source.ts'
import { booleanOrTime, readTime } from './times.ts'
import {
  isObject,
  parseBoolean,
  parseId,
  parseList,
  parseObject,
  parseWords,
  type Row,
  type Unreadable,
} from './values.ts'

/** Every source, by the value of `--from`. */
export const sources = {
  plain: defineSource({
    identifiers: ['username', 'email'],
    hash: ['password_hash'],
    others: [
      ...['id', 'email_verified', 'name', 'first_name', 'last_name', 'picture', 'role'],
      ...[
        'disabled',
        'created_at',
        'second_factor',
        'totp_secret',
        'totp_label',
        'totp_created_at',
      ],
    ],
    facts: (row) => ({
      id: parseId(row.id),
      username: row.username,
      email: row.email,
      verified: booleanOrTime(row.emailverified),
      name: row.name,
      firstName: row.firstname,
      lastName: row.lastname,
      picture: row.picture,
      admin: row.role === 'admin',
      disabled: parseBoolean(row.disabled),
      createdAt: readTime(row.createdat),
      hash: row.passwordhash,
      totp: readExportedTotp(row),
    }),
  }),

  /** A row of `user` with the password of its credential account, or a list of its accounts, and with its rows of `twoFactor` and `passkey`. */
  'better-auth': defineSource({
    identifiers: ['username', 'email'],
    hash: ['password', 'accounts', 'account'],
    others: [
      ...['id', 'emailVerified', 'name', 'image', 'role', 'banned', 'banExpires', 'createdAt'],
      ...['twoFactorEnabled', 'twoFactor', 'passkeys', 'passkey'],
    ],
    lists: ['accounts', 'account', 'twoFactor', 'passkeys', 'passkey'],
    facts: (row, { betterAuthSecret }) => ({
      id: parseId(row.id),
      username: row.username,
      email: row.email,
      verified: booleanOrTime(row.emailverified),
      name: row.name,
      picture: row.image,
      admin: parseWords(row.role).includes('admin'),
      disabled: disabledUntil(parseBoolean(row.banned), row.banexpires),
      createdAt: readTime(row.createdat),
      hash: row.password ?? credentialOf(row)?.password,
      totp: readBetterAuthTotp(row, betterAuthSecret),
      passkeys: readBetterAuthPasskeys(row),
    }),
  }),

  /** A row of `auth.users`, with its rows of `auth.mfa_factors`. */
  supabase: defineSource({
    identifiers: ['email'],
    hash: ['encrypted_password'],
    others: [
      ...['id', 'email_confirmed_at', 'raw_user_meta_data', 'raw_app_meta_data', 'banned_until'],
      ...['created_at', 'deleted_at', 'factors', 'mfa_factors'],
    ],
    lists: ['identities', 'factors', 'mfa_factors'],
    facts(row) {
      const metadata = parseObject(row.rawusermetadata)
      return {
        id: parseId(row.id),
        email: row.email,
        verified: readTime(row.emailconfirmedat),
        name: metadata.full_name ?? metadata.name,
        picture: metadata.avatar_url ?? metadata.picture,
        // Users can write raw_user_meta_data, so it never grants a role. Only the service writes raw_app_meta_data.
        admin: parseObject(row.rawappmetadata).role === 'admin',
        disabled: disabledUntil(
          row.banneduntil != null && row.banneduntil !== 'none',
          row.banneduntil,
        ),
        createdAt: readTime(row.createdat),
        hash: row.encryptedpassword,
        totp: readSupabaseTotp(row),
        deleted: row.deletedat != null,
      }
    },
  }),

  /**
   * An item of `firebase auth:export`. The hash parameters belong to the project and are options of the command. The CSV
   * has no header line, and always the same columns.
   */
  firebase: defineSource({
    identifiers: ['email'],
    hash: ['passwordHash'],
    others: [
      ...['localId', 'emailVerified', 'salt', 'displayName', 'photoUrl', 'createdAt', 'disabled'],
      ...['customAttributes'],
    ],
    lists: ['providerUserInfo'],
    headerless: [
      ...['localid', 'email', 'emailverified', 'passwordhash', 'salt', 'displayname', 'photourl'],
      // Four columns each for Google, Facebook, Twitter and GitHub.
      ...Array<undefined>(16).fill(undefined),
      ...['createdat', 'lastsignedinat', 'phonenumber', 'disabled', 'customattributes'],
    ],
    facts(row, { firebase }) {
      const claims = parseObject(row.customattributes)
      const hasHash = row.passwordhash && row.salt
      return {
        id: parseId(row.localid),
        email: row.email,
        verified: parseBoolean(row.emailverified),
        name: row.displayname,
        picture: row.photourl,
        admin: parseBoolean(claims.admin) === true || claims.role === 'admin',
        disabled: parseBoolean(row.disabled),
        createdAt: readTime(row.createdat),
        // A hash without its salt is passed on and then reported as unsupported.
        hash: firebase && hasHash ? firebaseHash(row, firebase) : row.passwordhash,
      }
    },
  }),

  /** A line of Auth0's export of password hashes, or of its export of users. */
  auth0: defineSource({
    identifiers: ['username', 'email', 'identifiers'],
    hash: ['passwordHash', 'password_hash'],
    others: [
      ...['user_id', 'alt_id', '_id', 'email_verified', 'name', 'given_name', 'family_name'],
      ...['picture', 'app_metadata', 'blocked', 'created_at', 'password_set_date'],
    ],
    lists: ['identifiers', 'identities'],
    facts(row) {
      const identifiers = Array.isArray(row.identifiers) ? row.identifiers.filter(isObject) : []
      const email = identifiers.find(({ type }) => type === 'email')
      const address = row.email ?? email?.value
      return {
        id: parseId(row.userid ?? row.altid ?? row.id),
        username: row.username ?? identifiers.find(({ type }) => type === 'username')?.value,
        email: address,
        verified: parseBoolean(row.emailverified ?? email?.verified),
        // Auth0 repeats the email address if it knows no name.
        name: row.name === address ? undefined : row.name,
        firstName: row.givenname,
        lastName: row.familyname,
        picture: row.picture,
        admin: parseWords(parseObject(row.appmetadata).role).includes('admin'),
        disabled: parseBoolean(row.blocked),
        createdAt: readTime(row.createdat) ?? readTime(row.passwordsetdate),
        hash: row.passwordhash,
      }
    },
  }),

  latchkey,
  clerk,
  authjs,
  pocketbase,
  keycloak,
  ...products,
} satisfies Record<string, Source>

/** A value of `--from`. */
export type SourceName = keyof typeof sources

/** Returns whether a text is the name of a source. */
export function isSourceName(text: string): text is SourceName {
  return Object.hasOwn(sources, text)
}

/** Until when an account is disabled; without a readable time, forever. */
function disabledUntil(disabled: boolean | Unreadable | undefined, value: unknown) {
  if (disabled !== true) return disabled
  const end = readTime(value)
  return typeof end === 'number' ? end : true
}

function credentialOf(row: Row) {
  const accounts = [row.accounts, row.account].flatMap(
    (value) => parseList(value) ?? [parseObject(value)],
  )
  return accounts
    .filter(isObject)
    .find((account) => (account.providerId ?? account.provider_id) === 'credential')
}

/** Writes a Firebase hash with all its parameters, in the format that the Worker verifies. */
export function firebaseHash({ passwordhash, salt }: Row, parameters: FirebaseParameters): string {
  const { signerKey, saltSeparator, rounds, memCost } = parameters
  const separator = fromBase64Url(saltSeparator)
  const cost = `v=1,n=${memCost},r=${rounds},p=1,ss=${separator},sk=${fromBase64Url(signerKey)}`
  return `$fbscrypt$${cost}$${fromBase64Url(salt)}$${fromBase64Url(passwordhash)}`
}

/** Converts base64url to base64. */
function fromBase64Url(text: unknown): string {
  return String(text).replaceAll('-', '+').replaceAll('_', '/')
}
