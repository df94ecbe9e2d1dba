import { source } from './source.mjs'
import { moment } from './times.mjs'
import { identity, object, truth } from './values.mjs'

/** The usual names of the column with the hash: the products' documents say little of their tables. */
const hash = ['password_hash', 'hashed_password', 'password']

/** Rows of the five products' own tables. Their documents show users as the APIs give them. */
export const products = {
  asta: source({
    names: ['username', 'email'],
    hash,
    others: ['id', 'created_at', 'role'],
    facts: (row) => ({ ...person(row), username: row.username, admin: row.role === 'admin' }),
  }),

  asyncat: source({
    names: ['email'],
    hash,
    others: ['id', 'created_at', 'name', 'profile_picture'],
    facts: (row) => ({ ...person(row), name: row.name, picture: row.profilepicture }),
  }),

  lncrawl: source({
    names: ['email'],
    hash,
    others: ['id', 'created_at', 'name', 'role', 'is_active', 'is_verified'],
    facts: (row) => ({
      ...person(row),
      verified: truth(row.isverified),
      name: row.name,
      admin: row.role === 'admin',
      disabled: not(truth(row.isactive)),
    }),
  }),

  'open-archiver': source({
    names: ['email'],
    hash,
    others: ['id', 'created_at', 'first_name', 'last_name', 'role'],
    facts: (row) => ({
      ...person(row),
      firstName: row.firstname,
      lastName: row.lastname,
      admin: (object(row.role).slug ?? row.role) === 'predefined_super_admin',
    }),
  }),

  argon: source({
    names: ['username', 'email'],
    hash,
    others: ['id', 'created_at', 'permissions'],
    facts: (row) => ({
      ...person(row),
      username: row.username,
      admin: permissionsOf(row).includes('admin'),
    }),
  }),
}

function person(row) {
  return {
    id: identity(row.id),
    email: row.email,
    createdAt: moment(row.createdat),
    hash: row.passwordhash ?? row.hashedpassword ?? row.password,
  }
}

function not(state) {
  return typeof state === 'boolean' ? !state : state
}

function permissionsOf({ permissions }) {
  const list = object(permissions)
  if (Array.isArray(list)) return list
  return typeof permissions === 'string' ? permissions.split(',').map((word) => word.trim()) : []
}
