import { products } from './products.mjs'
import { object, time, yes } from './values.mjs'

/**
 * What a row of each source says, in one form:
 * `id`, `username`, `email`, `verified` (true, or when), `name` or `firstName` and `lastName`, `picture`, `admin`,
 * `disabled` (true, or until when), `createdAt`, `hash`, `deleted`. A fact that a source does not have is missing.
 * @type {Record<string, (row: object, options: object) => object>}
 */
export const sources = {
  plain: (row) => ({
    id: row.id,
    username: row.username,
    email: row.email,
    verified: time(row.email_verified) ?? yes(row.email_verified),
    name: row.name,
    firstName: row.first_name,
    lastName: row.last_name,
    picture: row.picture,
    admin: row.role === 'admin',
    disabled: yes(row.disabled),
    createdAt: time(row.created_at),
    hash: row.password_hash,
  }),

  /** A row of `user` with the password of its credential account beside it, or with its accounts inside. */
  'better-auth': (row) => ({
    id: row.id,
    username: row.username,
    email: row.email,
    verified: yes(row.emailVerified ?? row.email_verified),
    name: row.name,
    picture: row.image,
    admin: words(row.role).includes('admin'),
    disabled: yes(row.banned) && (time(row.banExpires ?? row.ban_expires) ?? true),
    createdAt: time(row.createdAt ?? row.created_at),
    hash: row.password ?? credentialOf(row)?.password,
  }),

  /** A row of `auth.users`. */
  supabase(row) {
    const said = object(row.raw_user_meta_data)
    return {
      id: row.id,
      email: row.email,
      verified: time(row.email_confirmed_at),
      name: said.full_name ?? said.name,
      picture: said.avatar_url ?? said.picture,
      // What the user wrote into raw_user_meta_data gives no role; only the service writes the other.
      admin: object(row.raw_app_meta_data).role === 'admin',
      disabled: row.banned_until != null && (time(row.banned_until) ?? row.banned_until !== 'none'),
      createdAt: time(row.created_at),
      hash: row.encrypted_password,
      deleted: row.deleted_at != null,
    }
  },

  /** An item of `firebase auth:export`; the parameters of its hash are the project's, and come as flags. */
  firebase(row, { firebase }) {
    const claims = object(row.customAttributes)
    return {
      id: row.localId,
      email: row.email,
      verified: yes(row.emailVerified),
      name: row.displayName,
      picture: row.photoUrl,
      admin: yes(claims.admin) || claims.role === 'admin',
      disabled: yes(row.disabled),
      createdAt: time(row.createdAt),
      hash: firebase && row.passwordHash && row.salt && firebaseHash(row, firebase),
    }
  },

  /** A line of Auth0's export of password hashes, or of its export of users. */
  auth0(row) {
    const known = Array.isArray(row.identifiers) ? row.identifiers : []
    const email = known.find(({ type } = {}) => type === 'email')
    const address = row.email ?? email?.value
    return {
      id: row.user_id ?? row.alt_id ?? row._id?.$oid ?? row._id,
      username: row.username ?? known.find(({ type } = {}) => type === 'username')?.value,
      email: address,
      verified: yes(row.email_verified ?? email?.verified),
      // Auth0 puts the address where no name is known.
      name: row.name === address ? undefined : row.name,
      firstName: row.given_name,
      lastName: row.family_name,
      picture: row.picture,
      admin: words(object(row.app_metadata).role).includes('admin'),
      disabled: yes(row.blocked),
      createdAt: time(row.created_at) ?? time(row.password_set_date),
      hash: row.passwordHash ?? row.password_hash,
    }
  },

  ...products,
}

function credentialOf(row) {
  const all = [row.accounts, row.account].flatMap(object)
  return all.find((each) => (each.providerId ?? each.provider_id) === 'credential')
}

function words(value) {
  return typeof value === 'string' ? value.split(',').map((word) => word.trim()) : []
}

/** The form in which a stored hash carries everything it needs. */
export function firebaseHash(
  { passwordHash, salt },
  { signerKey, saltSeparator, rounds, memCost },
) {
  const cost = `v=1,n=${memCost},r=${rounds},p=1,ss=${plain(saltSeparator)},sk=${plain(signerKey)}`
  return `$fbscrypt$${cost}$${plain(salt)}$${plain(passwordHash)}`
}

/** Base64 out of base64url. */
function plain(text) {
  return String(text).replaceAll('-', '+').replaceAll('_', '/')
}
