import { object, time, yes } from './values.mjs'

/**
 * Rows of the five products' own tables. Their documents show users as the APIs give them and say little of tables, so
 * the usual names of a column are all taken.
 */
export const products = {
  asta: (row) => ({
    ...person(row),
    username: row.username,
    admin: row.role === 'admin',
  }),

  asyncat: (row) => ({
    ...person(row),
    name: row.name,
    picture: row.profile_picture ?? row.profilePicture,
  }),

  lncrawl: (row) => ({
    ...person(row),
    verified: yes(row.is_verified),
    name: row.name,
    admin: row.role === 'admin',
    disabled: row.is_active !== undefined && !yes(row.is_active),
  }),

  'open-archiver': (row) => ({
    ...person(row),
    firstName: row.first_name ?? row.firstName,
    lastName: row.last_name ?? row.lastName,
    admin: (object(row.role).slug ?? row.role) === 'predefined_super_admin',
  }),

  argon: (row) => ({
    ...person(row),
    username: row.username,
    admin: permissionsOf(row).includes('admin'),
  }),
}

function person(row) {
  return {
    id: row.id,
    email: row.email,
    createdAt: time(row.created_at ?? row.createdAt),
    hash: row.password_hash ?? row.passwordHash ?? row.hashed_password ?? row.password,
  }
}

function permissionsOf({ permissions }) {
  const list = object(permissions)
  return Array.isArray(list) ? list : String(permissions ?? '').split(',')
}
