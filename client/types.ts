import type { Routes } from './routes.ts'

/** The signed-in account, and when the session expires without further use (ISO 8601). */
export type Current = NonNullable<Routes['/api/auth/session']['$get']['output']>
export type Account = Current['account']
/** One sign-in of the account. */
export type Session = Routes['/api/auth/sessions']['$get']['output']['items'][number]
export type Invitation = Routes['/api/auth/invitations']['$get']['output']['items'][number]
export type Inviter = Routes['/api/auth/invitation/verify']['$post']['output']
/** What the instance is called and offers. */
export type Instance = Routes['/api/auth/instance']['$get']['output']
/** The address that a code was sent to. */
export type SentCode = Routes['/api/auth/account/email/code']['$post']['output']

/** A second factor that waits for its first code: the secret and its URI for a QR code. */
export type NewTotp = Routes['/api/auth/totp']['$post']['output']
/** The second factor of the account. */
export type SecondFactors = Routes['/api/auth/second-factors']['$get']['output']
/** What a person can use as the second factor. */
export type FactorMethod = Waiting['second_factor']['methods'][number]
/** A sign-in that waits for its second factor. */
export type Waiting = Extract<
  Routes['/api/auth/session']['$post']['output'],
  { second_factor: unknown }
>

/** A passkey of the account. */
export type Passkey = Routes['/api/auth/passkeys']['$get']['output']['items'][number]
/** The use of a passkey: the `toJSON()` of the browser's credential. */
export type PasskeyAnswer = Routes['/api/auth/session/passkey']['$post']['input']['json']

export type SignIn = Routes['/api/auth/session']['$post']['input']['json']
export type SignUp = Routes['/api/auth/account']['$post']['input']['json']
export type SetUp = Routes['/api/auth/setup']['$post']['input']['json']
export type AccountChange = Routes['/api/auth/account']['$patch']['input']['json']
export type PasswordChange = Routes['/api/auth/account/password']['$put']['input']['json']
export type EmailChange = Routes['/api/auth/account/email']['$put']['input']['json']
export type SecondStep = Routes['/api/auth/session/second']['$post']['input']['json']
export type Proof = Routes['/api/auth/session/proof']['$post']['input']['json']
