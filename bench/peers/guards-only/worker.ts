import bcrypt from 'bcryptjs'
import { Hono } from 'hono'
import { jwtVerify, SignJWT } from 'jose'
import { hmacKey } from '../hmac-key.ts'

/*
 * Latchkey's guards only: the rate limit, the statements that protect a sign-in in the same two batches, one hash and one
 * signature, on Latchkey's schema. It has no Drizzle, no validation, no documented API and no log. Its time is the cost of
 * the guards on this platform: no Worker with the same guards can be faster.
 */

interface Env {
  DB: D1Database
  RATE_LIMIT: RateLimit
  SECRET: string
  BCRYPT_COST: string
}

interface Credentials {
  email: string
  password: string
}

const week = 604_800_000
const quarterHour = 900_000

const app = new Hono<{ Bindings: Env }>()

app.get('/me', async (c) => {
  const token = c.req.header('Authorization')?.slice('Bearer '.length) ?? ''
  const { payload } = await jwtVerify(token, await hmacKey(c.env), { algorithms: ['HS256'] })
  const user = await c.env.DB.prepare(
    `select a.id, a.email, a.username, r.id as role, r.permissions from sessions s
      join accounts a on a.id = s.account_id join roles r on r.id = a.role_id
      where s.id = ? and s.account_id = ? and s.expires_at > ? and a.disabled_at is null`,
  )
    .bind(payload.jti, payload.sub, Date.now())
    .first()
  return user ? c.json(user) : c.json({ error: 'unauthorized' }, 401)
})

app.post('/login', async (c) => {
  const { DB } = c.env
  const now = Date.now()
  if (!(await isBelowRateLimit(c.env, c.req.raw))) return c.json({ error: 'too many' }, 429)
  const { email, password } = await c.req.json<Credentials>()
  const unknown = await keyedHash(c.env, email)
  const [attempts, found] = await DB.batch<Record<string, unknown>>([
    DB.prepare(
      `insert into throttles (key, count, expires_at)
        values ('sign-in:' || coalesce((select account_id from identifiers where key = ?1), ?2), 1, ?3)
        on conflict (key) do update set
          count = case when expires_at <= ?4 then 1 else min(count + 1, 12) end,
          expires_at = case when expires_at <= ?4 then ?3 else expires_at end
        returning count, expires_at`,
    ).bind(email, unknown, now + quarterHour, now),
    DB.prepare(
      `select a.id, a.email, a.username, a.password_hash, a.disabled_at, r.id as role, r.permissions
        from identifiers i join accounts a on a.id = i.account_id join roles r on r.id = a.role_id
        where i.key = ?`,
    ).bind(email),
  ])
  if (Number(attempts?.results[0]?.count) > 10) return c.json({ error: 'too many' }, 429)
  const account = found?.results[0]
  const hash = String(account?.password_hash)
  if (!account || !(await bcrypt.compare(password, hash)) || account.disabled_at !== null) {
    return c.json({ error: 'wrong' }, 401)
  }
  const id = String(account.id)
  const session = crypto.randomUUID()
  const device = await deviceKey(c.req.raw)
  const [written] = await DB.batch([
    DB.prepare(
      `insert into sessions (id, account_id, created_at, expires_at, last_used_at)
        select ?1, ?2, ?3, ?4, ?3
        where exists (select 1 from accounts where id = ?2 and password_hash = ?5 and disabled_at is null)
        returning id`,
    ).bind(session, id, now, now + week, hash),
    DB.prepare(
      `select count(*) as used, sum(key = ?2) as known, sum(used_at > ?3) as lately
        from devices where account_id = ?1`,
    ).bind(id, device, now - 3_600_000),
    DB.prepare(
      `insert into events (at, event, account_id, actor_id, outcome, request_id)
        select ?1, 'authn_login_success', ?2, ?2, 'success', ?3
        where exists (select 1 from sessions where id = ?4)`,
    ).bind(now, id, crypto.randomUUID(), session),
    keepDevice(DB, id, device, now, `exists (select 1 from sessions where id = ?5)`, session),
    DB.prepare('update throttles set count = max(count - 1, 0) where key = ?').bind(
      `sign-in:${id}`,
    ),
  ])
  if (written?.results.length === 0) return c.json({ error: 'wrong' }, 401)
  return c.json({ token: await sign(id, session, c.env), user: { id, email: account.email } })
})

app.post('/register', async (c) => {
  const { DB } = c.env
  const now = Date.now()
  if (!(await isBelowRateLimit(c.env, c.req.raw))) return c.json({ error: 'too many' }, 429)
  const { email, password } = await c.req.json<Credentials>()
  const hash = await bcrypt.hash(password, Number(c.env.BCRYPT_COST))
  const id = crypto.randomUUID()
  const session = crypto.randomUUID()
  const device = await deviceKey(c.req.raw)
  const accountExists = (placeholder: number) =>
    `exists (select 1 from accounts where id = ?${placeholder})`
  await DB.batch([
    DB.prepare(
      `insert into accounts (id, email, password_hash, role_id, created_at, updated_at)
        values (?1, ?2, ?3, 'user', ?4, ?4)`,
    ).bind(id, email, hash, now),
    DB.prepare(`select * from roles where id = 'user'`),
    DB.prepare(
      `insert into identifiers (key, account_id, kind) select ?1, ?2, 'email' where ${accountExists(2)}`,
    ).bind(email, id),
    DB.prepare(
      `insert into sessions (id, account_id, created_at, expires_at, last_used_at)
        select ?1, ?2, ?3, ?4, ?3 where ${accountExists(2)}`,
    ).bind(session, id, now, now + week),
    keepDevice(DB, id, device, now, accountExists(5), id),
    DB.prepare(
      `insert into events (at, event, account_id, actor_id, outcome, request_id)
        select ?1, 'user_created', ?2, ?2, 'success', ?3 where ${accountExists(2)}
        union all select ?1, 'authn_login_success', ?2, ?2, 'success', ?3 where ${accountExists(2)}`,
    ).bind(now, id, crypto.randomUUID()),
  ])
  return c.json({ token: await sign(id, session, c.env), user: { id, email } })
})

app.get('/health', (c) => c.json({ ok: true }))

export default app

/** Records a device if `condition` holds, in which `?5` is `id`. */
function keepDevice(
  db: D1Database,
  account: string,
  key: string,
  now: number,
  condition: string,
  id: string,
) {
  return db
    .prepare(
      `insert into devices (account_id, key, used_at) select ?1, ?2, ?3 where ${condition}
        on conflict (account_id, key) do update set used_at = ?3 where used_at < ?4`,
    )
    .bind(account, key, now, now - 86_400_000, id)
}

async function isBelowRateLimit({ RATE_LIMIT }: Env, request: Request): Promise<boolean> {
  const { success } = await RATE_LIMIT.limit({
    key: request.headers.get('CF-Connecting-IP') ?? 'unknown',
  })
  return success
}

async function deviceKey({ headers }: Request): Promise<string> {
  const kind = new TextEncoder().encode(headers.get('User-Agent')?.replace(/\d[\d._]*/g, '') ?? '')
  return text(await crypto.subtle.digest('SHA-256', kind))
}

async function keyedHash(env: Env, name: string): Promise<string> {
  return text(await crypto.subtle.sign('HMAC', await hmacKey(env), new TextEncoder().encode(name)))
}

function text(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('base64url')
}

async function sign(id: string, session: string, env: Env): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setJti(session)
    .setExpirationTime('7d')
    .sign(await hmacKey(env))
}
