import { expect } from 'vitest'
import { claimsOf, resigned, sign } from '../../support/accounts/forge.ts'
import { challenge, resetToken } from '../../support/accounts/mailed.ts'
import type { Person } from '../../support/requests/client.ts'
import { execute } from '../support/instance.ts'
import { type Service, someAddress } from '../support/service.ts'

/** Callers, by their credential. */
export const identities = [
  'anonymous',
  'user',
  'other user',
  'admin',
  'disabled admin',
  'deleted admin',
  'reset token',
  'OTP token',
  'invitation',
  'setup token',
  'session past its exp',
  'session past its time in storage',
  'revoked session',
  'session of an unknown account',
  'garbage',
  "user's claims under another secret",
  "admin's claims under another secret",
] as const
export type Identity = (typeof identities)[number]

/** Identities with a valid session. */
export const signedIn: readonly Identity[] = ['user', 'other user', 'admin']

export interface World {
  service: Service
  setupToken: string
  /** The account that the operations of administrators change. */
  target: Person
  user: Person
  other: Person
  admin: Person
  /** The owner of the mailed tokens and of the invitation. */
  mailed: Person
  tokens: { reset: string; otp: string; invitation: string }
  bearer: Record<Identity, string | undefined>
}

/** Credentials that are no longer valid, created once per instance. */
export type Spent = Pick<World['bearer'], (typeof spentIdentities)[number]>
const spentIdentities = [
  'disabled admin',
  'deleted admin',
  'session past its time in storage',
  'revoked session',
] as const

/** All of them belonged to administrators, so none is refused for lack of the role. */
export async function spend(service: Service, root: Person): Promise<Spent> {
  const [disabled, deleted, expired, revoked] = await Promise.all([
    service.administrator(root),
    service.administrator(root),
    service.administrator(root),
    service.administrator(root),
  ])
  const all = [disabled, deleted, expired, revoked]
  const good = await Promise.all(all.map(({ token }) => service.knows(token)))
  expect(good, 'valid before').toEqual([true, true, true, true])
  const now = Date.now()
  execute(
    service.instance,
    `update accounts set disabled_at = ${now} where id = '${disabled.id}'`,
    `update sessions set expires_at = ${now} where account_id = '${expired.id}'`,
  )
  const asked = service.delete(`/api/auth/users/${deleted.id}`, { token: root.token })
  await service.expecting(200, asked)
  await service.post('/api/auth/logout', undefined, { token: revoked.token })
  return {
    'disabled admin': disabled.token,
    'deleted admin': deleted.token,
    'session past its time in storage': expired.token,
    'revoked session': revoked.token,
  }
}

/** New accounts, and a credential of every kind. */
export async function freshWorld(
  service: Service,
  root: Person,
  setupToken: string,
  spent: Spent,
): Promise<World> {
  const [target, user, other, admin, mailed] = await Promise.all([
    service.person(someAddress()),
    service.person(someAddress()),
    service.person(someAddress()),
    service.administrator(root, someAddress()),
    service.person(someAddress()),
  ])
  const reset = await resetToken(service, mailed.username)
  const code = await challenge(service, mailed.token)
  const made = service.post('/api/auth/me/create-token', undefined, { token: mailed.token })
  const invitation = (await service.expecting(200, made)).body.token
  const past = Math.floor(Date.now() / 1000) - 61
  const otherSecret = 'Zk4tQw9sLm2xVb7nRc5yHd8gJf3pTa6e'
  const foreign = ({ token }: Person) =>
    sign({ alg: 'HS256', typ: 'JWT' }, claimsOf(token), otherSecret)
  return {
    ...{ service, setupToken, target, user, other, admin, mailed },
    tokens: { reset, otp: code.token, invitation },
    bearer: {
      ...spent,
      anonymous: undefined,
      user: user.token,
      'other user': other.token,
      admin: admin.token,
      'reset token': reset,
      'OTP token': code.token,
      invitation: invitation,
      'setup token': setupToken,
      'session past its exp': resigned(admin.token, { exp: past, iat: past - 3600 }),
      'session of an unknown account': resigned(admin.token, { sub: crypto.randomUUID() }),
      garbage: 'garbage',
      "user's claims under another secret": foreign(user),
      "admin's claims under another secret": foreign(admin),
    },
  }
}

type Named = 'target' | 'user' | 'other' | 'admin' | 'mailed'
export type Seen = Record<Named | 'link', unknown[]>

/** The visible state of the accounts of a world, and of the reset link. */
export async function seen(world: World): Promise<Seen> {
  const { service, tokens } = world
  const account = async (name: Named) => {
    const { token } = world[name]
    const me = await service.get('/api/auth/me', { token })
    const made = await service.post('/api/auth/me/tokens', undefined, { token })
    return [me.status, me.text, made.text]
  }
  const [target, user, other, admin, mailed, link] = await Promise.all([
    ...(['target', 'user', 'other', 'admin', 'mailed'] as const).map(account),
    service.get('/api/auth/me', { token: tokens.reset }).then(({ status }) => [status]),
  ] as const)
  return { target, user, other, admin, mailed, link } as Seen
}
