import { emailAddress, requiredName } from '../accounts/fields.ts'
import { json, pick, response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import * as z from '../input/zod.ts'
import { newPassword } from '../passwords/fields.ts'
import { credentialsByEmail, signIn } from '../sessions/sign-in.ts'
import { setupHeaders } from '../setup/fields.ts'
import { completeSetup, requireSetupToken, setupState } from '../setup/setup.ts'
import type { Product } from './document.ts'
import { archiverFacts } from './facts.ts'
import { SignedIn } from './open-archiver-bodies.ts'
import { completeArchiverSignIn, signInToArchiverInTwoSteps } from './open-archiver-mfa.ts'

/** The document says /v1/auth; its own browser client adds /api. Operation ids must differ. */
const prefixes = [
  ['/v1/auth', ''],
  ['/api/v1/auth', 'UnderApi'],
] as const

/** Open Archiver's Auth API. */
export const openArchiver: Product = {
  api: 'open-archiver',
  operations: ({ OPEN_ARCHIVER_MFA: hasMfa }) =>
    prefixes.flatMap(([prefix, suffix]) => [
      setUp(prefix, suffix),
      hasMfa ? signInToArchiverInTwoSteps(prefix, suffix) : signInToArchiver(prefix, suffix),
      ...(hasMfa ? [completeArchiverSignIn(prefix, suffix)] : []),
      getStatus(prefix, suffix),
    ]),
}

const setUp = (prefix: string, suffix: string) =>
  operation(
    'post',
    `${prefix}/setup`,
    (settings) => ({
      operationId: `setUpArchiver${suffix}`,
      tags: ['Open Archiver'],
      expensive: true,
      password: true,
      guards: [requireSetupToken],
      request: {
        headers: setupHeaders(),
        body: json(
          z.object({
            email: emailAddress(),
            password: newPassword(settings),
            first_name: requiredName(),
            last_name: requiredName(),
          }),
        ),
      },
      responses: {
        201: response(SignedIn, 'Administrator created and signed in'),
      },
      problems: [401, 403, 409],
    }),
    async (c) => {
      const { call } = c.var
      const { email, password, first_name, last_name } = c.req.valid('json')
      const admin = { email, firstName: first_name, lastName: last_name }
      const created = await completeSetup(call, admin, { password })
      return c.json(pick(SignedIn(), await archiverFacts(call, created)), 201)
    },
  )

const signInToArchiver = (prefix: string, suffix: string) =>
  operation(
    'post',
    `${prefix}/login`,
    () => ({
      operationId: `signInToArchiver${suffix}`,
      tags: ['Open Archiver'],
      expensive: true,
      password: true,
      request: { body: json(credentialsByEmail()) },
      responses: { 200: response(SignedIn) },
      problems: [401],
    }),
    async (c) => {
      const { call } = c.var
      const { email, password } = c.req.valid('json')
      const login = await signIn(call, { by: 'email', identifier: email, password })
      return c.json(pick(SignedIn(), await archiverFacts(call, login)), 200)
    },
  )

const getStatus = (prefix: string, suffix: string) =>
  operation(
    'get',
    `${prefix}/status`,
    () => ({
      operationId: `getArchiverStatus${suffix}`,
      tags: ['Open Archiver'],
      responses: { 200: response(() => z.object({ needsSetup: z.boolean() })) },
    }),
    async (c) => c.json({ needsSetup: (await setupState(c.var.call)).isOpen }, 200),
  )
