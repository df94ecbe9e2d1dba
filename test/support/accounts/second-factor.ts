import { TOTP } from 'otpauth'
import { write } from '../database/rows.ts'
import type { Client } from '../requests/client.ts'

/** An authenticator app that an account requires. */
export interface Authenticator {
  /** Of the TOTP factor. */
  id: string
  uri: string
  recoveryCodes: string[]
  /** The code that the app shows, some steps of 30 seconds from now. */
  code(steps?: number): string
}

/** Sets up an authenticator app for the account of a session. None of its codes has been used. */
export async function enroll(client: Client, token: string): Promise<Authenticator> {
  const app = await startEnrolling(client, token)
  return { ...app, recoveryCodes: await confirm(client, token, app) }
}

/** Enters the first code of an app, which is not used up, and returns the recovery codes. */
export async function confirm(
  client: Client,
  token: string,
  { id, code }: Authenticator,
): Promise<string[]> {
  const entered = client.post(`/api/auth/totp/${id}/confirm`, { code: code() }, { token })
  const { body } = await client.expecting(200, entered)
  await forgetUsedCodes()
  return body.recovery_codes
}

/** An authenticator app whose first code has not been entered. */
export async function startEnrolling(client: Client, token: string): Promise<Authenticator> {
  const created = client.post('/api/auth/totp', { label: 'Phone' }, { token })
  const { body } = await client.expecting(201, created)
  const { id, uri, secret } = body
  const app = new TOTP({ secret })
  const code = (steps = 0) => app.generate({ timestamp: Date.now() + steps * 30_000 })
  return { id, uri, recoveryCodes: [], code }
}

/** Lets the current codes of all apps be used once more. */
export async function forgetUsedCodes(): Promise<void> {
  await write('update totp_factors set last_step = 0')
}
