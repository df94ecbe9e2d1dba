import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'
import { clients } from './clients.ts'
import { grants } from './grants.ts'

/** Device codes (RFC 8628): requests of devices without a browser, which people answer in the browser of another device. */
export const deviceCodes = sqliteTable(
  'device_codes',
  {
    /** SHA-256 of the device code, which is 256 random bits, base64url. */
    id: text().primaryKey(),
    /** HMAC-SHA-256 of the user code, base64url. */
    userCodeHash: text('user_code_hash').notNull().unique(),
    clientId: text('client_id')
      .notNull()
      .references(() => clients.id, { onDelete: 'cascade' }),
    /** Separated by spaces. */
    scope: text().notNull(),
    /** The resource servers, a JSON array. */
    resources: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Where the request came from: an IPv4 address or an IPv6 /64, and the country. */
    network: text().notNull(),
    country: text(),
    /** Seconds between two token requests. Each one that comes too soon adds to it. */
    interval: integer().notNull(),
    polledAt: integer('polled_at'),
    /** The account and the session that entered the user code first. No other can answer. */
    accountId: text('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    sessionId: text('session_id'),
    denied: integer({ mode: 'boolean' }).notNull().default(false),
    /** Set once the request is allowed. The code ends with its grant, so it never makes another one. */
    grantId: text('grant_id').references(() => grants.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [
    index('device_codes_by_account').on(table.accountId),
    index('device_codes_by_client').on(table.clientId),
    index('device_codes_by_grant').on(table.grantId),
    index('device_codes_by_expiry').on(table.expiresAt),
  ],
)
