import { withPasskey } from '../accounts/credential.ts'
import { emailAddress, requiredName } from '../accounts/fields.ts'
import { json, response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { sameOrigin } from '../http/same-origin.ts'
import * as z from '../input/zod.ts'
import { newPassword } from '../passwords/fields.ts'
import { signInBrowser } from '../sessions/browser.ts'
import { CurrentSession } from '../sessions/session-body.ts'
import { setupHeaders } from './fields.ts'
import { completeSetup, requireSetupToken } from './setup.ts'

const admin = () => ({
  email: emailAddress(),
  first_name: requiredName(),
  last_name: requiredName(),
})

export const setUpInstance = operation(
  'post',
  '/api/auth/setup',
  (settings) => ({
    operationId: 'setUpInstance',
    tags: ['Latchkey'],
    expensive: true,
    guards: [sameOrigin, requireSetupToken],
    setsCookie: true,
    request: {
      headers: setupHeaders(),
      body: json(
        z.union([
          z.object({ ...admin(), password: newPassword(settings) }),
          z.object({ ...admin(), ...withPasskey() }),
        ]),
      ),
    },
    responses: { 201: response(CurrentSession) },
    problems: [401, 403, 409],
  }),
  async (c) => {
    const { email, first_name, last_name, ...credential } = c.req.valid('json')
    const names = { email, firstName: first_name, lastName: last_name }
    const created = await completeSetup(c.var.call, names, credential, 'cookie')
    return c.json(await signInBrowser(c, created), 201)
  },
)
