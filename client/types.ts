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

export type SignIn = Routes['/api/auth/session']['$post']['input']['json']
export type SignUp = Routes['/api/auth/account']['$post']['input']['json']
export type SetUp = Routes['/api/auth/setup']['$post']['input']['json']
export type AccountChange = Routes['/api/auth/account']['$patch']['input']['json']
export type PasswordChange = Routes['/api/auth/account/password']['$put']['input']['json']
export type EmailChange = Routes['/api/auth/account/email']['$put']['input']['json']
