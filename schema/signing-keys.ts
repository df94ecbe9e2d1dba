import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Keys that sign JWTs for other services. Of each algorithm, one signs, the next may be published already, and former ones still verify. */
export const signingKeys = sqliteTable(
  'signing_keys',
  {
    /** The thumbprint of the public key (RFC 7638). */
    kid: text().primaryKey(),
    alg: text({ enum: ['ES256', 'RS256'] }).notNull(),
    /** A JWK (RFC 7517) as JSON. */
    publicJwk: text('public_jwk').notNull(),
    /** The private JWK as JSON, encrypted for this row. */
    privateJwk: text('private_jwk').notNull(),
    /** Which root secret the encryption key is derived from. A rotation of the root secret encrypts the private key again. */
    keyId: text('key_id').notNull(),
    createdAt: integer('created_at').notNull(),
    /** The key signs from then on. Verifiers that cache the published keys know it by then. */
    activeFrom: integer('active_from').notNull(),
    /** When the cron creates the next key. */
    rotateAt: integer('rotate_at').notNull(),
    /** The key signs until then; null while there is no next key. */
    retiredAt: integer('retired_at'),
    /** The key is published until then: every token that it signed has expired. */
    expiresAt: integer('expires_at'),
    /** Seconds: the longest life of the tokens that it signed. */
    tokenLife: integer('token_life').notNull(),
  },
  (table) => [index('signing_keys_by_expiry').on(table.expiresAt)],
)
