import { and, desc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { base64url } from 'jose'
import { accounts, apiTokens } from '../../schema/index.ts'
import type { Call } from '../call.ts'
import { Problem } from '../problem.ts'
import { announce, type Event, record } from './events.ts'
import { type KeySet, keyedHash, randomText } from './keys.ts'
import { askStillSignedIn, type Caller, stillSignedIn } from './sessions.ts'
import { insertWhere } from './statements.ts'

/** Without 0, O, I and l, which people mistake for one another. */
const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** lncrawl's length: 58 bits, of which a million guesses a second would find one in nine thousand years. */
const length = 10
const mostPerAccount = 50
const day = 86_400_000

/**
 * A new user token, told once here and listed in clear later, as the document has it.
 * @throws Problem `too_many_tokens`, `not_signed_in` when the session ended meanwhile
 */
export async function createApiToken(call: Call, { account, session }: Caller): Promise<string> {
  const { db, now, settings } = call
  const token = randomText(base58, length)
  const [keys] = settings.keys
  const id = crypto.randomUUID()
  const live = sql`(select count(*) from ${apiTokens}
    where ${apiTokens.accountId} = ${account.id} and ${apiTokens.expiresAt} > ${now})`
  const row = {
    id,
    accountId: account.id,
    tokenHash: await hashToken(keys, token),
    tokenSealed: await seal(keys, token),
    createdAt: now,
    expiresAt: now + settings.USER_TOKEN_DAYS * day,
  }
  const event: Event = { event: 'authn_token_created', account: account.id }
  const condition = sql`${live} < ${mostPerAccount} and ${stillSignedIn(session)}`
  const [created, alive] = await db.batch([
    insertWhere(db, apiTokens, row, condition).returning({ id: apiTokens.id }),
    askStillSignedIn(call, session),
    record(call, event, sql`exists (select 1 from ${apiTokens} where ${apiTokens.id} = ${id})`),
  ])
  if (alive.length === 0) throw new Problem('not_signed_in')
  if (created.length === 0) throw new Problem('too_many_tokens')
  announce(call, event)
  return token
}

/** True when the token lives and its owner is active. */
export async function isLiveApiToken(call: Call, token: string): Promise<boolean> {
  const [found] = await call.db
    .select({ id: apiTokens.id, tokenHash: apiTokens.tokenHash })
    .from(apiTokens)
    .innerJoin(accounts, eq(accounts.id, apiTokens.accountId))
    .where(await matches(call, token))
  if (found) rekey(call, [{ ...found, token }])
  return found !== undefined
}

/**
 * The owner of a live token as an expression, for a statement that must hold only while the token does.
 * Undefined when the token is not live now.
 */
export async function ownerOfApiToken(call: Call, token: string): Promise<SQL | undefined> {
  if (!(await isLiveApiToken(call, token))) return undefined
  return sql`(select ${apiTokens.accountId} from ${apiTokens}
    join ${accounts} on ${accounts.id} = ${apiTokens.accountId}
    where ${await matches(call, token)})`
}

export interface ApiToken {
  token: string
  expiresAt: number
}

/** An account's live tokens, latest first. */
export async function listApiTokens(call: Call, { account }: Caller): Promise<ApiToken[]> {
  const rows = await call.db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.accountId, account.id), gt(apiTokens.expiresAt, call.now)))
    .orderBy(desc(apiTokens.createdAt), desc(sql`rowid`))
  const opened = await Promise.all(
    rows.map(async (row) => ({ ...row, token: await unseal(call.settings.keys, row.tokenSealed) })),
  )
  const readable = opened.filter((row): row is typeof row & { token: string } => {
    return row.token !== undefined
  })
  rekey(call, readable)
  return readable.map(({ token, expiresAt }) => ({ token, expiresAt }))
}

/** Found under every key in force, in one statement. */
async function matches(call: Call, token: string): Promise<SQL | undefined> {
  const hashes = await Promise.all(call.settings.keys.map((keys) => hashToken(keys, token)))
  return and(
    inArray(apiTokens.tokenHash, hashes),
    gt(apiTokens.expiresAt, call.now),
    isNull(accounts.disabledAt),
  )
}

/** During a rotation: rows of the previous secret move to the current one, after the answer. */
function rekey(call: Call, rows: { id: string; tokenHash: string; token: string }[]): void {
  const [keys, previous] = call.settings.keys
  if (!previous) return
  call.after(
    Promise.all(
      rows.map(async ({ id, tokenHash, token }) => {
        const fresh = await hashToken(keys, token)
        if (fresh === tokenHash) return
        await call.db
          .update(apiTokens)
          .set({ tokenHash: fresh, tokenSealed: await seal(keys, token) })
          .where(eq(apiTokens.id, id))
      }),
    ),
  )
}

function hashToken(keys: KeySet, token: string): Promise<string> {
  return keyedHash(keys, 'api-token', token)
}

/** AES-GCM with a random 96-bit nonce in front (NIST SP 800-38D section 8.2.2). */
async function seal(keys: KeySet, token: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = new TextEncoder().encode(token)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, keys.seal, data)
  return base64url.encode(new Uint8Array([...iv, ...new Uint8Array(sealed)]))
}

/** Undefined when no key in force opens it: the secret was changed without a rotation. */
async function unseal(keys: readonly KeySet[], sealed: string): Promise<string | undefined> {
  for (const { seal: key } of keys) {
    try {
      const bytes = base64url.decode(sealed)
      const algorithm = { name: 'AES-GCM', iv: bytes.slice(0, 12) }
      const data = await crypto.subtle.decrypt(algorithm, key, bytes.slice(12))
      return new TextDecoder().decode(data)
    } catch {
      // The next key, if any.
    }
  }
  return undefined
}
