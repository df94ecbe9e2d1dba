import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { grants } from './grants.ts'

/** Authorization codes (OAuth 2.1 section 4.1.2), one for each grant. It is used once the grant has a refresh token. */
export const authorizationCodes = sqliteTable(
  'authorization_codes',
  {
    /** SHA-256 of the code, base64url. */
    id: text().primaryKey(),
    grantId: text('grant_id')
      .notNull()
      .references(() => grants.id, { onDelete: 'cascade' }),
    redirectUri: text('redirect_uri').notNull(),
    /** S256 (RFC 7636). */
    codeChallenge: text('code_challenge').notNull(),
    /** Of the request, for the ID token. */
    nonce: text(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [
    index('authorization_codes_by_grant').on(table.grantId),
    index('authorization_codes_by_expiry').on(table.expiresAt),
  ],
)
