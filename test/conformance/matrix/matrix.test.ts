import { beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../../support/accounts/forge.ts'
import { submitCode } from '../../support/accounts/mailed.ts'
import { description, operationsOf, type Served } from '../../support/catalogue/description.ts'
import type { Facts } from '../../support/catalogue/operation.ts'
import { callerOf, operations } from '../../support/catalogue/operations.ts'
import { type Answer, type Person, password } from '../../support/requests/client.ts'
import { ownService } from '../support/own.ts'
import { type Service, someAddress, someName } from '../support/service.ts'
import {
  freshWorld,
  type Identity,
  identities,
  type Seen,
  type Spent,
  seen,
  signedIn,
  spend,
  type World,
} from './identities.ts'

const setupToken = 'set-up-with-this-one'
const started = ownService({ SETUP_TOKEN: setupToken })

let service: Service
let root: Person
let spent: Spent
let served: Map<string, Served>

beforeAll(async () => {
  service = started()
  root = await service.setUp(undefined, undefined, { headers: { 'X-Setup-Token': setupToken } })
  spent = await spend(service, root)
  const described = operationsOf(await description(service))
  served = new Map(described.map((operation) => [operation.name, operation]))
})

function world(): Promise<World> {
  return freshWorld(service, root, setupToken, spent)
}

/** Operations that require a credential, and those that do not. */
const isOpen = (name: string) => ['anyone', 'optional session'].includes(callerOf(name))
const guarded = Object.keys(operations).filter((name) => !isOpen(name))
const open = Object.keys(operations).filter(isOpen)

/** Statuses of requests that do not succeed here: setup is complete, and no code is right. */
const otherStatuses: Record<string, number> = {
  'POST /api/auth/setup': 403,
  'POST /v1/auth/setup': 403,
  'POST /api/v1/auth/setup': 403,
  'POST /api/auth/first-run': 403,
  'POST /api/auth/verify-otp': 401,
  'POST /api/auth/account/email/verify': 409,
  'POST /api/auth/session/second': 401,
  'POST /api/auth/totp/{totp_id}/confirm': 404,
  'DELETE /api/auth/totp/{totp_id}': 404,
  'POST /api/auth/recovery-codes': 404,
  'POST /api/auth/passkeys': 400,
  'PATCH /api/auth/passkeys/{passkey_id}': 404,
  'DELETE /api/auth/passkeys/{passkey_id}': 404,
  'POST /api/auth/session/passkey': 401,
  'GET /api/auth/clients/{client_id}': 404,
  'PATCH /api/auth/clients/{client_id}': 404,
  'POST /api/auth/clients/{client_id}/secret': 404,
  'DELETE /api/auth/clients/{client_id}': 404,
  'DELETE /api/auth/grants/{client_id}': 404,
}

function statusOf(name: string): number {
  return otherStatuses[name] ?? Math.min(...(served.get(name)?.statuses ?? []))
}

/** The identities that an operation accepts. */
function rightful(name: string): readonly Identity[] {
  switch (callerOf(name)) {
    case 'administrator':
      return ['admin']
    case 'browser':
      // None of them is a cookie.
      return []
    case 'reset link':
      return ['reset token']
    case 'session or reset link':
      return [...signedIn, 'reset token']
    default:
      return signedIn
  }
}

/** The status for any other identity: 401, or 403 for a session without the role or the cookie. */
function refusal(name: string, identity: Identity): number {
  return ['administrator', 'browser'].includes(callerOf(name)) && signedIn.includes(identity)
    ? 403
    : 401
}

/** Sends the request of the catalogue as this identity. Accounts that are created claim to be administrators. */
async function ask(name: string, at: World, identity: Identity): Promise<Answer> {
  const { json, form, query } = operations[name] ?? {}
  const facts = factsOf(at)
  const partOf = async <T>(part: T | ((facts: Facts) => T | Promise<T>) | undefined) =>
    part instanceof Function ? part(facts) : part
  const [method = '', template = ''] = name.split(' ')
  const path = template
    .replace('{user_id}', at.target.id)
    .replace('{account_id}', at.target.id)
    .replace('{totp_id}', noId)
    .replace('{passkey_id}', noId)
    .replace('{client_id}', noId)
    .replace('{session_id}', sessionOf(at, template, identity))
    .replace(
      '{invitation_id}',
      template.includes('{invitation_id}') ? await invitationOf(at, identity) : '',
    )
  const body = await partOf(json)
  const fields = await partOf(form)
  const parameters = await partOf(query)
  return service.request(method, parameters ? `${path}?${new URLSearchParams(parameters)}` : path, {
    ...(body && { json: { ...body, role: 'admin' } }),
    ...(fields && { form: fields }),
    ...(template.endsWith('/setup') && { headers: { 'X-Setup-Token': at.setupToken } }),
    token: at.bearer[identity],
  })
}

/** Of nothing. */
const noId = '00000000-0000-4000-8000-000000000000'

/** A response that no authenticator made. */
const noPasskey = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: {
    clientDataJSON: 'e30',
    attestationObject: 'oA',
    authenticatorData: 'AA',
    signature: 'AA',
  },
}

function factsOf({ target, tokens }: World): Facts {
  const names = () => ({ username: someName(), email: someAddress() })
  return {
    address: target.username,
    id: target.id,
    other: names(),
    renamed: names(),
    invitation: async () => tokens.invitation,
    challenge: async () => ({ otp: '000000', token: 'x' }),
    code: async () => '000000',
    newPasskey: async () => ({ passkey: noPasskey }),
    firstPasskey: async () => ({ passkey: noPasskey }),
    passkey: async () => ({ id: noId, use: async () => ({ passkey: noPasskey }) }),
    app: async () => ({ id: noId, uri: '', recoveryCodes: [], code: () => '000000' }),
  }
}

/** A session of the account in the path; otherwise the caller's own session, if there is one. */
function sessionOf({ bearer, target }: World, template: string, identity: Identity): string {
  const isOwn = !template.includes('{account_id}') && signedIn.includes(identity)
  const own = isOwn ? bearer[identity] : undefined
  return String(claimsOf(own ?? target.token).jti)
}

/** An invitation of the identity, if it can create one; otherwise of another account. */
async function invitationOf({ bearer, mailed }: World, identity: Identity): Promise<string> {
  if (signedIn.includes(identity)) {
    const made = service.post('/api/auth/invitations', undefined, { token: bearer[identity] })
    return (await service.expecting(201, made)).body.id
  }
  const listed = service.get('/api/auth/invitations', { token: mailed.token })
  return (await service.expecting(200, listed)).body.items[0].id
}

describe('ASVS 8.1.1: the catalog of operations and callers', () => {
  test('has exactly the operations of /openapi.json, open exactly if they have no security', () => {
    const all = [...served.values()]
    const named = (secured: boolean) =>
      all.filter((each) => each.secured === secured).map(({ name }) => name)
    expect(named(true).toSorted()).toEqual(guarded.toSorted())
    expect(named(false).toSorted()).toEqual(open.toSorted())
  })

  test('has the statuses that each operation documents', () => {
    for (const name of guarded) {
      const statuses = served.get(name)?.statuses
      expect(statuses, name).toContain(401)
      if (callerOf(name) === 'administrator') expect(statuses, name).toContain(403)
    }
  })
})

describe.each(guarded)('%s', (operation) => {
  const allowed = rightful(operation)
  const refused = identities.filter((identity) => !allowed.includes(identity))

  let at: World
  /** The visible state after the last request. */
  let known: Seen
  beforeAll(async () => {
    at = await world()
    known = await seen(at)
  })

  test(`ASVS 8.2.1, 8.2.2: is refused to ${refused.length} identities, and changes nothing`, async () => {
    const answers = await Promise.all(
      refused.map(async (identity) => {
        const { status } = await ask(operation, at, identity)
        return `${identity}: ${status}`
      }),
    )
    expect(answers).toEqual(
      refused.map((identity) => `${identity}: ${refusal(operation, identity)}`),
    )
    expect(await seen(at)).toEqual(known)
  })

  // In this order on the same accounts: one request must not affect the next.
  test.each(allowed)(
    'ASVS 8.2.2: is allowed to %s, and changes no other account',
    async (identity) => {
      const { status, text } = await ask(operation, at, identity)
      expect(status, text).toBe(statusOf(operation))
      const own = { user: 'user', 'other user': 'other', admin: 'admin', 'reset token': 'mailed' }
      const touched =
        callerOf(operation) === 'administrator' ? 'target' : own[identity as keyof typeof own]
      const rest = (all: Seen) =>
        Object.entries(all).filter(
          ([name]) => name !== touched && (name !== 'link' || touched !== 'mailed'),
        )
      const before = known
      known = await seen(at)
      expect(rest(known)).toEqual(rest(before))
    },
  )
})

/** Open to a caller without a credential, but an invalid bearer token is an error (RFC 6750 3.1). */
const ownSession = 'GET /api/auth/session'

test(`ASVS 8.2.1: ${ownSession} returns the session of the credential, and null without one`, async () => {
  const at = await world()
  const accounts: Partial<Record<Identity, string>> = {
    user: at.user.id,
    'other user': at.other.id,
    admin: at.admin.id,
  }
  for (const identity of identities) {
    const { status, body } = await ask(ownSession, at, identity)
    const id = accounts[identity]
    const expected = id || identity === 'anonymous' ? [200, id] : [401, undefined]
    expect([identity, status, body?.account?.id]).toEqual([identity, ...expected])
    if (identity === 'anonymous') expect(body).toBeNull()
  }
})

describe.each(open.filter((name) => name !== ownSession))('%s', (operation) => {
  test('ASVS 8.2.1: responds the same to every caller, with any credential', async () => {
    const at = await world()
    const before = await seen(at)
    for (const identity of identities) {
      const { status, body } = await ask(operation, at, identity)
      expect([identity, status]).toEqual([identity, statusOf(operation)])
      if (operation.endsWith('/session')) {
        expect([identity, body.account.id]).toEqual([identity, at.target.id])
      }
      if (body?.account) expect([identity, body.account.role]).toEqual([identity, 'user'])
      if (body?.user?.role) expect([identity, roleOf(body.user.role)]).toEqual([identity, 'user'])
    }
    const { user, other, admin, ...rest } = await seen(at)
    if (!operation.endsWith('/logout'))
      return expect({ ...rest, user, other, admin }).toEqual(before)
    // Sign-out ends the sessions of the callers, and no others.
    expect([user, other, admin].map(([status]) => status)).toEqual([401, 401, 401])
    expect(rest).toEqual({ target: before.target, mailed: before.mailed, link: before.link })
  })
})

test('ASVS 8.2.2, 7.5.2: no one, not even an administrator, can see or end a session of another account here', async () => {
  const at = await world()
  const id = claimsOf(at.target.token).jti
  for (const { token } of [at.user, at.admin]) {
    const { status } = await service.delete(`/api/auth/sessions/${id}`, { token })
    expect(status).toBe(404)
    const { body } = await service.get('/api/auth/sessions', { token })
    expect(body.items.map((session: { id: string }) => session.id)).not.toContain(id)
    await service.expecting(204, service.delete('/api/auth/sessions', { token }))
  }
  expect(await service.knows(at.target.token)).toBe(true)
})

/** Open Archiver's role is an object. */
function roleOf(role: string | { slug: string }): string {
  return typeof role === 'string' ? role : role.slug === 'predefined_end_user' ? 'user' : role.slug
}

describe('RFC 8725 3.12, ASVS 9.2.2: a credential outside the header, in place of another kind, is refused', () => {
  const elsewhere = [
    'user',
    'admin',
    'reset token',
    'OTP token',
    'invitation',
    'setup token',
  ] as const

  test.each(elsewhere)('%s', async (identity) => {
    const at = await world()
    const token = at.bearer[identity] ?? ''
    if (identity !== 'OTP token') {
      expect((await submitCode(service, { otp: '000000', token })).status).toBe(401)
    }
    const path = `/api/auth/verify-token?token=${encodeURIComponent(token)}`
    expect((await service.get(path)).body).toBe(identity === 'invitation')
    const json = { referrer: token, email: someAddress(), password }
    const { status } = await service.post('/api/auth/signup', json)
    expect(status).toBe(identity === 'invitation' ? 200 : 403)
    const again = { email: someAddress(), password, first_name: 'Ada', last_name: 'Lovelace' }
    const headers = { 'X-Setup-Token': token }
    const setup = await service.post('/v1/auth/setup', again, { headers })
    expect(setup.status).toBe(identity === 'setup token' ? 403 : 401)
  })
})
