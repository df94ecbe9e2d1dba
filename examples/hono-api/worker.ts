import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { validator } from 'hono/validator'
import { type AccessToken, createVerifier, protectedResource } from 'latchkey/verify'

interface App {
  Bindings: { ISSUER: string; RESOURCE: string; APP_ORIGIN: string; NOTES: KVNamespace }
  Variables: { caller: AccessToken }
}

/** Requires an access token of Latchkey. The token is verified here, without a request to Latchkey. */
const signedIn = createMiddleware<App>(async (c, next) => {
  const { ISSUER: issuer, RESOURCE: resource } = c.env
  // The keys and the list of revocations stay in the memory of the module.
  const verify = createVerifier({ issuer, audience: resource, onStale: 'reject' })
  try {
    c.set('caller', await verify(c.req.raw))
  } catch (error) {
    return protectedResource({ resource, issuer }).refuse(error)
  }
  return next()
})

/** Requires the role `admin`. It runs after `signedIn`. */
const admin = createMiddleware<App>(async (c, next) => {
  if (c.var.caller.role !== 'admin') return c.json({ error: 'Only for administrators' }, 403)
  return next()
})

const note = validator('json', (body: { text?: unknown } | null, c) =>
  typeof body?.text === 'string' ? { text: body.text } : c.json({ error: 'text is missing' }, 400),
)

/** A note for each account. `sub` is the id of the account, which never changes. */
const app = new Hono<App>()
  .use((c, next) => cors({ origin: c.env.APP_ORIGIN })(c, next))
  .use(signedIn)
  .get('/note', async (c) => c.json({ text: (await c.env.NOTES.get(c.var.caller.sub)) ?? '' }))
  .put('/note', note, async (c) => {
    const { text } = c.req.valid('json')
    await c.env.NOTES.put(c.var.caller.sub, text)
    return c.json({ text })
  })
  .get('/accounts', admin, async (c) => {
    const { keys } = await c.env.NOTES.list()
    return c.json({ accounts: keys.map(({ name }) => name) })
  })

export default app

/** For `hc` of `hono/client`, which calls the API with types. */
export type Api = typeof app
