import { inject } from 'vitest'
import { Service, someName } from '../../conformance/support/service.ts'
import { type Person, password } from '../../support/requests/client.ts'

/** Where a test's app receives its answer. Nothing listens here unless a test does. */
export const callback = 'http://127.0.0.1/callback'

/** The same for an app whose consent is remembered. */
export const webCallback = 'https://app.example.com/callback'

export const signedOut = 'https://app.example.com/signed-out'

/** The issuer: the origin of the instance. */
export const issuer = inject('main').url

const service = new Service(inject('main'))

/** A client as an administrator registered it. */
export interface Registered {
  id: string
  /** Undefined for a public client. */
  secret: string | undefined
}

interface Facts {
  name?: string
  public?: boolean
  redirect_uris?: string[]
  post_logout_redirect_uris?: string[]
  resources?: string[]
  id_token_alg?: 'RS256' | 'ES256'
  device_grant?: boolean
}

/** The account that registers the clients of this file: an account has a limit of writes. */
let administrator: Promise<Person> | undefined

/** Registers a client as an administrator does: confidential, unless the facts say otherwise. */
export async function register(facts: Facts = {}): Promise<Registered> {
  administrator ??= service.administrator(inject('root'))
  const { token } = await administrator
  const body = {
    name: 'Notes',
    public: false,
    redirect_uris: [webCallback, callback],
    post_logout_redirect_uris: [signedOut],
    ...facts,
  }
  const created = service.post('/api/auth/clients', body, { token })
  const { client, client_secret } = (await service.expecting(201, created)).body
  return { id: client.id, secret: client_secret ?? undefined }
}

/** Signs up an account with a name and an email address. */
export async function signUp(): Promise<Person & { email: string }> {
  const email = `${someName()}@example.com`
  const { token, ...person } = await service.person(email)
  const names = { first_name: 'Alice', last_name: 'Liddell' }
  const changed = service.request('PATCH', '/api/auth/account', { json: names, token })
  await service.expecting(200, changed)
  return { ...person, token, email, username: email, password }
}
