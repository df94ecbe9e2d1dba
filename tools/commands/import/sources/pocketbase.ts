import { defineSource } from './source.ts'
import { readTime } from './times.ts'
import { parseBoolean, parseId } from './values.ts'

/**
 * A row of an auth collection of PocketBase, read from its SQLite database: the API never returns `password`, a bcrypt hash.
 * Before version 0.23 it is `passwordHash`, and superusers are rows of `_admins`. A row of superusers is known by a column
 * `collectionName`, which the query adds (https://github.com/pocketbase/pocketbase, migrations/1640988000_init.go).
 */
export const pocketbase = defineSource({
  identifiers: ['email', 'username'],
  hash: ['password', 'passwordHash'],
  others: ['id', 'verified', 'name', 'avatar', 'created', 'collectionName'],
  facts: (row) => {
    const isSuperuser = ['_superusers', '_admins'].includes(String(row.collectionname))
    return {
      id: parseId(row.id),
      username: row.username,
      email: row.email,
      verified: isSuperuser || parseBoolean(row.verified),
      name: row.name,
      // The name of a file. PocketBase numbers the avatars of `_admins`.
      picture: isSuperuser ? undefined : row.avatar,
      admin: isSuperuser,
      createdAt: readTime(row.created),
      hash: row.password ?? row.passwordhash,
    }
  },
})
