import bcrypt from 'bcryptjs'
import { Hono } from 'hono'
import { jwtVerify, SignJWT } from 'jose'
import { hmacKey } from '../hmac-key.ts'

/*
 * The least that can be called the same: Hono, jose, one D1 statement per request and one bcryptjs run. It has no sessions
 * to revoke, no audit log, no limits, no validation and no documented API. Do not deploy it.
 */

interface Env {
  DB: D1Database
  SECRET: string
  BCRYPT_COST: string
}

interface Credentials {
  email: string
  password: string
}

const app = new Hono<{ Bindings: Env }>()

app.get('/me', async (c) => {
  const id = await subjectOf(c.req.header('Authorization'), c.env)
  const user = await c.env.DB.prepare('select id, email, role from users where id = ?')
    .bind(id)
    .first()
  return user ? c.json(user) : c.json({ error: 'unauthorized' }, 401)
})

app.post('/login', async (c) => {
  const { email, password } = await c.req.json<Credentials>()
  const user = await c.env.DB.prepare('select id, hash from users where email = ?')
    .bind(email)
    .first<{ id: string; hash: string }>()
  if (!user || !(await bcrypt.compare(password, user.hash))) return c.json({ error: 'wrong' }, 401)
  return c.json({ token: await sign(user.id, c.env) })
})

app.post('/register', async (c) => {
  const { email, password } = await c.req.json<Credentials>()
  const id = crypto.randomUUID()
  const hash = await bcrypt.hash(password, Number(c.env.BCRYPT_COST))
  await c.env.DB.prepare('insert into users (id, email, hash, role) values (?, ?, ?, ?)')
    .bind(id, email, hash, 'user')
    .run()
  return c.json({ token: await sign(id, c.env) })
})

/** The part of a sign-in that no Worker can avoid. */
app.post('/compare', async (c) => {
  const { password, hash } = await c.req.json<{ password: string; hash: string }>()
  return c.json({ same: await bcrypt.compare(password, hash) })
})

app.get('/health', (c) => c.json({ ok: true }))

export default app

async function sign(id: string, env: Env): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setExpirationTime('7d')
    .sign(await hmacKey(env))
}

async function subjectOf(header: string | undefined, env: Env): Promise<string> {
  const { payload } = await jwtVerify(header?.slice('Bearer '.length) ?? '', await hmacKey(env), {
    algorithms: ['HS256'],
  })
  return payload.sub ?? ''
}
