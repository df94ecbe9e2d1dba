import type { AuthenticationJson, RegistrationJson } from '../../../worker/passkeys/web-authn.ts'
import { ours } from '../requests/browser.ts'
import type { Answer, Client } from '../requests/client.ts'
import {
  type Alg,
  authenticate,
  type Ceremony,
  createPasskey,
  register,
  type SoftPasskey,
} from './authenticator.ts'

/** Where the browser of a test is, and the relying party of the service. */
export const site = { origin: 'https://sign-in.test', rpId: 'sign-in.test' }

type Change = Partial<Ceremony>

/** What a browser sends to add a new passkey to the account of a token. */
export async function registration(
  client: Client,
  token: string,
  { alg = -7, conditional = false, ...change }: Change & { alg?: Alg; conditional?: boolean } = {},
): Promise<{
  passkey: SoftPasskey
  body: { passkey: RegistrationJson; label: string; conditional: boolean }
}> {
  const path = '/api/auth/passkey/options'
  const { body } = await client.expecting(200, client.post(path, { conditional }, { token }))
  const passkey = { ...(await createPasskey(alg)), userHandle: body.user.id }
  const response = await register(passkey, { ...site, challenge: body.challenge, ...change })
  return { passkey, body: { passkey: response, label: 'Phone', conditional } }
}

/** The names of an account that does not exist yet. */
export interface FirstNames {
  username: string | null
  email: string | null
}

/** What a browser sends to create an account with a passkey, apart from the names. */
export async function firstRegistration(
  client: Client,
  names: FirstNames,
  { alg = -7, ...change }: Change & { alg?: Alg } = {},
): Promise<{ passkey: SoftPasskey; body: { passkey: RegistrationJson; label: string } }> {
  const path = '/api/auth/account/passkey/options'
  const { body } = await client.expecting(200, client.post(path, names, { headers: ours }))
  const passkey = { ...(await createPasskey(alg)), userHandle: body.user.id }
  const response = await register(passkey, { ...site, challenge: body.challenge, ...change })
  return { passkey, body: { passkey: response, label: 'Phone' } }
}

/** Adds a passkey to the account of a token. */
export async function addPasskey(
  client: Client,
  token: string,
  change: Parameters<typeof registration>[2] = {},
): Promise<SoftPasskey> {
  const { passkey, body } = await registration(client, token, change)
  await client.expecting(201, client.post('/api/auth/passkeys', body, { token }))
  return passkey
}

type Purpose = 'sign_in' | 'second_step' | 'proof'

/** What a browser sends to use a passkey. */
export async function assertion(
  client: Client,
  passkey: SoftPasskey,
  { purpose = 'sign_in', ...change }: Change & { purpose?: Purpose } = {},
): Promise<{ passkey: AuthenticationJson }> {
  const options = client.post('/api/auth/session/passkey/options', { purpose }, { headers: ours })
  const { challenge } = (await client.expecting(200, options)).body
  return { passkey: await authenticate(passkey, { ...site, challenge, ...change }) }
}

/** Sends what a browser sends to sign in. */
export function sendAssertion(client: Client, body: object): Promise<Answer> {
  return client.post('/api/auth/session/passkey', body, { headers: ours })
}

/** Signs in with a passkey. */
export async function signInWith(
  client: Client,
  passkey: SoftPasskey,
  change: Change = {},
): Promise<Answer> {
  return sendAssertion(client, await assertion(client, passkey, change))
}
