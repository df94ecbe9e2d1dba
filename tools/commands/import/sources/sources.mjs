import { products } from './products.mjs'
import { source } from './source.mjs'
import { moment } from './times.mjs'
import { identity, object, truth } from './values.mjs'

/**
 * What a row of each source says, in one form:
 * `id`, `username`, `email`, `verified` (true, or when), `name` or `firstName` and `lastName`, `picture`, `admin`,
 * `disabled` (true, or until when), `createdAt`, `hash`, `deleted`. A fact that a source does not have is missing; a time or
 * a state that is there and cannot be read is `unreadable`.
 * @type {Record<string, import('./source.mjs').Source>}
 */
export const sources = {
  plain: source({
    names: ['username', 'email'],
    hash: ['password_hash'],
    others: ['id', 'email_verified', 'name', 'first_name', 'last_name', 'picture', 'role'].concat(
      ...['disabled', 'created_at'],
    ),
    facts: (row) => ({
      id: identity(row.id),
      username: row.username,
      email: row.email,
      verified: since(row.emailverified),
      name: row.name,
      firstName: row.firstname,
      lastName: row.lastname,
      picture: row.picture,
      admin: row.role === 'admin',
      disabled: truth(row.disabled),
      createdAt: moment(row.createdat),
      hash: row.passwordhash,
    }),
  }),

  /** A row of `user` with the password of its credential account beside it, or with its accounts inside. */
  'better-auth': source({
    names: ['username', 'email'],
    hash: ['password', 'accounts', 'account'],
    others: ['id', 'emailVerified', 'name', 'image', 'role', 'banned', 'banExpires', 'createdAt'],
    lists: ['accounts', 'account'],
    facts: (row) => ({
      id: identity(row.id),
      username: row.username,
      email: row.email,
      verified: since(row.emailverified),
      name: row.name,
      picture: row.image,
      admin: words(row.role).includes('admin'),
      disabled: until(truth(row.banned), row.banexpires),
      createdAt: moment(row.createdat),
      hash: row.password ?? credentialOf(row)?.password,
    }),
  }),

  /** A row of `auth.users`. */
  supabase: source({
    names: ['email'],
    hash: ['encrypted_password'],
    others: [
      'id',
      'email_confirmed_at',
      'raw_user_meta_data',
      'raw_app_meta_data',
      'banned_until',
    ].concat(...['created_at', 'deleted_at']),
    lists: ['identities', 'factors'],
    facts(row) {
      const said = object(row.rawusermetadata)
      return {
        id: identity(row.id),
        email: row.email,
        verified: moment(row.emailconfirmedat),
        name: said.full_name ?? said.name,
        picture: said.avatar_url ?? said.picture,
        // What the user wrote into raw_user_meta_data gives no role; only the service writes the other.
        admin: object(row.rawappmetadata).role === 'admin',
        disabled: until(row.banneduntil != null && row.banneduntil !== 'none', row.banneduntil),
        createdAt: moment(row.createdat),
        hash: row.encryptedpassword,
        deleted: row.deletedat != null,
      }
    },
  }),

  /**
   * An item of `firebase auth:export`; the parameters of its hash are the project's, and come as flags. Its CSV has no line
   * of names, but always the same columns.
   */
  firebase: source({
    names: ['email'],
    hash: ['passwordHash'],
    others: [
      'localId',
      'emailVerified',
      'salt',
      'displayName',
      'photoUrl',
      'createdAt',
      'disabled',
    ].concat(...['customAttributes']),
    lists: ['providerUserInfo'],
    order: [
      ...['localid', 'email', 'emailverified', 'passwordhash', 'salt', 'displayname', 'photourl'],
      // Four each of Google, Facebook, Twitter and GitHub.
      ...Array(16).fill(undefined),
      ...['createdat', 'lastsignedinat', 'phonenumber', 'disabled', 'customattributes'],
    ],
    facts(row, { firebase }) {
      const claims = object(row.customattributes)
      const hashed = row.passwordhash && row.salt
      return {
        id: identity(row.localid),
        email: row.email,
        verified: truth(row.emailverified),
        name: row.displayname,
        picture: row.photourl,
        admin: truth(claims.admin) === true || claims.role === 'admin',
        disabled: truth(row.disabled),
        createdAt: moment(row.createdat),
        // Without its salt a hash is none that can be verified, and is reported as such.
        hash: firebase && hashed ? firebaseHash(row, firebase) : row.passwordhash,
      }
    },
  }),

  /** A line of Auth0's export of password hashes, or of its export of users. */
  auth0: source({
    names: ['username', 'email', 'identifiers'],
    hash: ['passwordHash', 'password_hash'],
    others: [
      'user_id',
      'alt_id',
      '_id',
      'email_verified',
      'name',
      'given_name',
      'family_name',
    ].concat(...['picture', 'app_metadata', 'blocked', 'created_at', 'password_set_date']),
    lists: ['identifiers', 'identities'],
    facts(row) {
      const known = Array.isArray(row.identifiers) ? row.identifiers : []
      const email = known.find((each) => each?.type === 'email')
      const address = row.email ?? email?.value
      return {
        id: identity(row.userid ?? row.altid ?? row.id),
        username: row.username ?? known.find((each) => each?.type === 'username')?.value,
        email: address,
        verified: truth(row.emailverified ?? email?.verified),
        // Auth0 puts the address where no name is known.
        name: row.name === address ? undefined : row.name,
        firstName: row.givenname,
        lastName: row.familyname,
        picture: row.picture,
        admin: words(object(row.appmetadata).role).includes('admin'),
        disabled: truth(row.blocked),
        createdAt: moment(row.createdat) ?? moment(row.passwordsetdate),
        hash: row.passwordhash,
      }
    },
  }),

  ...products,
}

/** Whether, or since when. */
function since(value) {
  const known = truth(value)
  return typeof known === 'boolean' ? known : moment(value)
}

/** Whether, and then until when; without a time that can be read for good. */
function until(state, value) {
  if (state !== true) return state
  const end = moment(value)
  return typeof end === 'number' ? end : true
}

function credentialOf(row) {
  const all = [row.accounts, row.account].flatMap(object)
  return all.find((each) => (each?.providerId ?? each?.provider_id) === 'credential')
}

function words(value) {
  return typeof value === 'string' ? value.split(',').map((word) => word.trim()) : []
}

/** The form in which a stored hash carries everything it needs. */
export function firebaseHash(
  { passwordhash, salt },
  { signerKey, saltSeparator, rounds, memCost },
) {
  const cost = `v=1,n=${memCost},r=${rounds},p=1,ss=${plain(saltSeparator)},sk=${plain(signerKey)}`
  return `$fbscrypt$${cost}$${plain(salt)}$${plain(passwordhash)}`
}

/** Base64 out of base64url. */
function plain(text) {
  return String(text).replaceAll('-', '+').replaceAll('_', '/')
}
