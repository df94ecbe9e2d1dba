import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** OAuth clients: the apps that people sign in to through this service. Lists are JSON arrays. */
export const clients = sqliteTable(
  'clients',
  {
    /** The `client_id`: a UUID, or the URL of the document that describes the client. */
    id: text().primaryKey(),
    name: text().notNull(),
    /** SHA-256 of the secret, which is 256 random bits, base64url. Null: a public client, which has none. */
    secretHash: text('secret_hash'),
    redirectUris: text('redirect_uris', { mode: 'json' }).$type<string[]>().notNull(),
    /** Where a browser may return after sign-out. */
    postLogoutRedirectUris: text('post_logout_redirect_uris', { mode: 'json' })
      .$type<string[]>()
      .notNull(),
    /** The resource servers (RFC 8707) that it may get tokens for. */
    resources: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Signs its ID tokens: RS256 or ES256. */
    idTokenAlg: text('id_token_alg', { enum: ['RS256', 'ES256'] }).notNull(),
    /** A client that is disabled gets no token. */
    disabledAt: integer('disabled_at'),
    /** Whether devices without a browser may sign in to it (RFC 8628). */
    deviceGrant: integer('device_grant', { mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [index('clients_by_age').on(table.createdAt)],
)
