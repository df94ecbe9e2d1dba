import { defineSource, type SourceFacts } from './source.ts'
import { readTime } from './times.ts'
import {
  parseBoolean,
  parseId,
  parseList,
  parseObject,
  type Row,
  type Unreadable,
} from './values.ts'

/** The documents of the products do not describe their tables, so these are the usual names of the column. */
const hash = ['password_hash', 'hashed_password', 'password']

/** Rows of the five products' own tables. Their documents describe users as the APIs return them. */
export const products = {
  asta: defineSource({
    identifiers: ['username', 'email'],
    hash,
    others: ['id', 'created_at', 'role'],
    facts: (row) => ({
      ...commonFacts(row),
      username: row.username,
      admin: row.role === 'admin',
    }),
  }),

  asyncat: defineSource({
    identifiers: ['email'],
    hash,
    others: ['id', 'created_at', 'name', 'profile_picture'],
    facts: (row) => ({ ...commonFacts(row), name: row.name, picture: row.profilepicture }),
  }),

  lncrawl: defineSource({
    identifiers: ['email'],
    hash,
    others: ['id', 'created_at', 'name', 'role', 'is_active', 'is_verified'],
    facts: (row) => ({
      ...commonFacts(row),
      verified: parseBoolean(row.isverified),
      name: row.name,
      admin: row.role === 'admin',
      disabled: not(parseBoolean(row.isactive)),
    }),
  }),

  'open-archiver': defineSource({
    identifiers: ['email'],
    hash,
    others: ['id', 'created_at', 'first_name', 'last_name', 'role'],
    facts: (row) => ({
      ...commonFacts(row),
      firstName: row.firstname,
      lastName: row.lastname,
      admin: (parseObject(row.role).slug ?? row.role) === 'predefined_super_admin',
    }),
  }),

  argon: defineSource({
    identifiers: ['username', 'email'],
    hash,
    others: ['id', 'created_at', 'permissions'],
    facts: (row) => ({
      ...commonFacts(row),
      username: row.username,
      admin: permissionsOf(row).includes('admin'),
    }),
  }),
}

function commonFacts(row: Row): SourceFacts {
  return {
    id: parseId(row.id),
    email: row.email,
    createdAt: readTime(row.createdat),
    hash: row.passwordhash ?? row.hashedpassword ?? row.password,
  }
}

function not(state: boolean | Unreadable | undefined) {
  return typeof state === 'boolean' ? !state : state
}

function permissionsOf({ permissions }: Row): unknown[] {
  const list = parseList(permissions)
  if (list) return list
  return typeof permissions === 'string' ? permissions.split(',').map((word) => word.trim()) : []
}
