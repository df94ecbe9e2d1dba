import { passkey } from '@better-auth/passkey'
import bcrypt from 'bcryptjs'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { bearer } from 'better-auth/plugins/bearer'
import { jwt } from 'better-auth/plugins/jwt'
import { drizzle } from 'drizzle-orm/d1'
import * as schema from './schema.ts'

/*
 * better-auth as its documentation sets it up on Workers with D1: `minimal` keeps Kysely out of the bundle, and the isolate
 * creates one instance. Features that the other Workers lack are disabled.
 */

interface Env {
  DB: D1Database
  SECRET: string
  BCRYPT_COST: string
  COOKIE_CACHE: string
  JWT: string
}

export default {
  fetch: (request, env) =>
    new URL(request.url).pathname === '/me' ? me(request, env) : authFor(env).handler(request),
} satisfies ExportedHandler<Env>

/** What a Worker that contains better-auth does to check a session: no request reaches its router. */
async function me({ headers }: Request, env: Env): Promise<Response> {
  const session = await authFor(env).api.getSession({ headers })
  return session
    ? Response.json({ account: session.user.id, email: session.user.email })
    : new Response(null, { status: 401 })
}

let auth: ReturnType<typeof create> | undefined

function authFor(env: Env) {
  auth ??= create(env)
  return auth
}

function create({ DB, SECRET, BCRYPT_COST, COOKIE_CACHE, JWT }: Env) {
  return betterAuth({
    baseURL: 'http://localhost',
    secret: SECRET,
    database: drizzleAdapter(drizzle(DB, { schema }), { provider: 'sqlite', schema }),
    emailAndPassword: {
      enabled: true,
      password: {
        hash: (password) => bcrypt.hash(password, Number(BCRYPT_COST)),
        verify: ({ password, hash }) => bcrypt.compare(password, hash),
      },
    },
    // Verifies a session without D1: the cookie holds the session and is valid for five minutes.
    session: { cookieCache: { enabled: COOKIE_CACHE === 'on' } },
    // Without the option, the JWT plugin signs a token for every session check.
    plugins: [
      bearer(),
      passkey(),
      ...(JWT === 'on' ? [jwt({ disableSettingJwtHeader: true })] : []),
    ],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}
