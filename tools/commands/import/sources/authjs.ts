import { defineSource } from './source.ts'
import { booleanOrTime, readTime } from './times.ts'
import { parseId } from './values.ts'

/**
 * A row of the table `users` of an Auth.js adapter: id, name, email, emailVerified and image (https://authjs.dev/concepts/database-models).
 * Auth.js stores no passwords: apps with the Credentials provider add a column, whose usual names are these. `role` and the time
 * of creation are columns of the app, too.
 */
export const authjs = defineSource({
  identifiers: ['email', 'username'],
  hash: ['password', 'password_hash', 'hashed_password'],
  others: ['id', 'emailVerified', 'name', 'image', 'role', 'createdAt'],
  lists: ['accounts', 'account', 'sessions', 'authenticators', 'authenticator'],
  facts: (row) => ({
    id: parseId(row.id),
    username: row.username,
    email: row.email,
    verified: booleanOrTime(row.emailverified),
    name: row.name,
    picture: row.image,
    admin: String(row.role).toLowerCase() === 'admin',
    createdAt: readTime(row.createdat),
    hash: row.password ?? row.passwordhash ?? row.hashedpassword,
  }),
})
