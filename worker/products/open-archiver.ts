import { sized } from '../http/body.ts'
import { bodyFailures, type Document, gives, json, problems } from '../http/respond.ts'
import { address, byEmail, filledName, newPassword, setupHeaders } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { flood, mayTrySetup } from '../sessions/guards.ts'
import { sessionToken } from '../sessions/session.ts'
import { signIn } from '../sessions/sign-in.ts'
import { completeSetup, setupState } from '../setup/setup.ts'
import { archiverUserFacts } from './facts.ts'

const time = z.iso.datetime()
const User = z
  .object({
    id: z.string(),
    first_name: z.nullable(z.string()),
    last_name: z.nullable(z.string()),
    email: z.nullable(z.string()),
    role: z.object({
      id: z.string(),
      slug: z.string(),
      name: z.string(),
      policies: z.array(
        z.object({
          action: z.string(),
          subject: z.string(),
          conditions: z.record(z.string(), z.string()),
        }),
      ),
      createdAt: time,
      updatedAt: time,
    }),
    createdAt: time,
  })
  .register(z.globalRegistry, { id: 'ArchiverUser' })
const SignedIn = z
  .object({ accessToken: z.string(), user: User })
  .register(z.globalRegistry, { id: 'ArchiverSession' })

/** Its document says /v1/auth; its own browser client puts /api in front. Names of operations must differ. */
const prefixes = [
  ['/v1/auth', ''],
  ['/api/v1/auth', 'UnderApi'],
] as const

/** Open Archiver's Auth API. */
export const openArchiver: Document = {
  mount(app, settings) {
    for (const [prefix, suffix] of prefixes) {
      app.openapi(
        {
          method: 'post',
          path: `${prefix}/setup`,
          operationId: `setUpArchiver${suffix}`,
          tags: ['Open Archiver'],
          summary: 'Create the first administrator and sign in',
          middleware: [sized, flood, mayTrySetup],
          request: {
            headers: setupHeaders,
            body: json(
              z.object({
                email: address,
                password: newPassword(settings),
                first_name: filledName,
                last_name: filledName,
              }),
            ),
          },
          responses: {
            201: gives(SignedIn, 'Administrator created and signed in'),
            ...problems(...bodyFailures, 401, 403, 409, 429),
          },
        },
        async (c) => {
          const { call } = c.var
          const { email, password, first_name, last_name } = c.req.valid('json')
          const facts = { email, password, firstName: first_name, lastName: last_name }
          const { account, session } = await completeSetup(call, facts)
          const accessToken = await sessionToken(call, session, account)
          return c.json(SignedIn.parse({ accessToken, user: archiverUserFacts(account) }), 201)
        },
      )

      app.openapi(
        {
          method: 'post',
          path: `${prefix}/login`,
          operationId: `signInToArchiver${suffix}`,
          tags: ['Open Archiver'],
          summary: 'Sign in with an e-mail address and a password',
          middleware: [sized, flood],
          request: { body: json(byEmail) },
          responses: { 200: gives(SignedIn), ...problems(...bodyFailures, 401, 429) },
        },
        async (c) => {
          const { call } = c.var
          const { email, password } = c.req.valid('json')
          const { account, session } = await signIn(call, {
            by: 'email',
            identifier: email,
            password,
          })
          const accessToken = await sessionToken(call, session, account)
          return c.json(SignedIn.parse({ accessToken, user: archiverUserFacts(account) }), 200)
        },
      )

      app.openapi(
        {
          method: 'get',
          path: `${prefix}/status`,
          operationId: `getArchiverStatus${suffix}`,
          tags: ['Open Archiver'],
          summary: 'Whether the first administrator is still to be made',
          responses: { 200: gives(z.object({ needsSetup: z.boolean() })), ...problems() },
        },
        async (c) => c.json({ needsSetup: (await setupState(c.var.call)).open }, 200),
      )
    }
  },
}
