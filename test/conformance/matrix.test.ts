import { beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from './support/forge.ts'
import type { Answer } from './support/http.ts'
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
} from './support/identities.ts'
import { verify } from './support/mailed.ts'
import { adminOperations, guarded, letIn, open, resetOperations } from './support/operations.ts'
import { ownService } from './support/own.ts'
import { type Description, descriptionOf, isSecured } from './support/promises.ts'
import { type Person, password, type Service, someAddress } from './support/service.ts'

const setupToken = 'set-up-with-this-one'
const started = ownService({ SETUP_TOKEN: setupToken })

let service: Service
let root: Person
let spent: Spent
let described: Description['paths']

beforeAll(async () => {
  service = started()
  root = await service.setUp({ headers: { 'X-Setup-Token': setupToken } })
  spent = await spend(service, root)
  described = (await descriptionOf(service.instance.url)).paths
})

function world(): Promise<World> {
  return freshWorld(service, root, setupToken, spent)
}

/** Whom an operation with `security` lets in. */
function rightful(operation: string): readonly Identity[] {
  if (adminOperations.has(operation)) return ['admin']
  const reset = resetOperations.get(operation)
  if (reset) return reset.sessionsToo ? [...signedIn, 'reset token'] : ['reset token']
  return signedIn
}

/** What it says to somebody else: who are you, or you may not. */
function refusal(operation: string, identity: Identity): number {
  return adminOperations.has(operation) && signedIn.includes(identity) ? 403 : 401
}

async function ask(operation: string, at: World, identity: Identity): Promise<Answer> {
  const [method = '', template = ''] = operation.split(' ')
  const request = guarded[operation] ?? open[operation]?.request
  if (!request) throw new Error(`${operation} stands in no table`)
  const path = template
    .replace('{user_id}', at.target.id)
    .replace('{account_id}', at.target.id)
    .replace('{session_id}', sessionOf(at, identity))
    .replace('{token_id}', template.includes('{token_id}') ? await tokenOf(at, identity) : '')
  return service.request(method, path, { ...request(at), token: at.bearer[identity] })
}

/** One's own session where there is one, else that of somebody else. */
function sessionOf({ bearer, target }: World, identity: Identity): string {
  const own = signedIn.includes(identity) ? bearer[identity] : undefined
  return String(claimsOf(own ?? target.token).jti)
}

/** A user token of one's own where one can make one, else that of somebody else. */
async function tokenOf({ bearer, mailed }: World, identity: Identity): Promise<string> {
  if (signedIn.includes(identity)) {
    const made = service.post('/api/auth/tokens', undefined, { token: bearer[identity] })
    return (await service.expecting(200, made)).body.token.id
  }
  const listed = service.get('/api/auth/tokens', { token: mailed.token })
  return (await service.expecting(200, listed)).body.tokens[0].id
}

describe('ASVS 8.1.1: the tables of who may do what', () => {
  test('hold every operation of /openapi.json and no other, open exactly where it has no security', () => {
    const operations = Object.entries(described).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        secured: isSecured(operation),
      })),
    )
    const named = (secured: boolean) =>
      operations.filter((each) => each.secured === secured).map(({ name }) => name)
    expect(named(true).toSorted()).toEqual(Object.keys(guarded).toSorted())
    expect(named(false).toSorted()).toEqual(Object.keys(open).toSorted())
    for (const name of [...adminOperations, ...resetOperations.keys()]) {
      expect(guarded).toHaveProperty([name])
    }
  })

  test('agree with what each operation says it answers', () => {
    for (const operation of Object.keys(guarded)) {
      const [method = '', path = ''] = operation.split(' ')
      const statuses = Object.keys(described[path]?.[method.toLowerCase()]?.responses ?? {})
      expect(statuses, operation).toContain('401')
      if (adminOperations.has(operation)) expect(statuses, operation).toContain('403')
    }
  })
})

describe.each(Object.keys(guarded))('%s', (operation) => {
  const allowed = rightful(operation)
  const refused = identities.filter((identity) => !allowed.includes(identity))

  let at: World
  /** What could be seen of it last. */
  let known: Seen
  beforeAll(async () => {
    at = await world()
    known = await seen(at)
  })

  test(`ASVS 8.2.1, 8.2.2: is refused to ${refused.length} identities, and then nothing has changed`, async () => {
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

  // In this order on the same accounts: what one did must not show at the next.
  test.each(allowed)('ASVS 8.2.2: is allowed to %s, and touches nobody else', async (identity) => {
    const { status, text } = await ask(operation, at, identity)
    expect(status, text).toBe(letIn[operation] ?? 200)
    const own = { user: 'user', 'other user': 'other', admin: 'admin', 'reset token': 'mailed' }
    const touched = adminOperations.has(operation) ? 'target' : own[identity as keyof typeof own]
    const rest = (all: Seen) =>
      Object.entries(all).filter(
        ([name]) => name !== touched && (name !== 'link' || touched !== 'mailed'),
      )
    const before = known
    known = await seen(at)
    expect(rest(known)).toEqual(rest(before))
  })
})

describe.each(Object.entries(open))('%s', (operation, { status: wanted }) => {
  test('ASVS 8.2.1: answers everybody alike, whatever credential is shown', async () => {
    const at = await world()
    const before = await seen(at)
    for (const identity of identities) {
      const { status, body } = await ask(operation, at, identity)
      expect([identity, status]).toEqual([identity, wanted])
      if (operation.endsWith('/session')) {
        expect([identity, body.account.id]).toEqual([identity, at.target.id])
      }
      if (body?.account) expect([identity, body.account.role]).toEqual([identity, 'user'])
      if (body?.user?.role) expect([identity, roleOf(body.user.role)]).toEqual([identity, 'user'])
    }
    const { user, other, admin, ...rest } = await seen(at)
    if (!operation.endsWith('/logout'))
      return expect({ ...rest, user, other, admin }).toEqual(before)
    // It ended the sessions it was shown, and only those.
    expect([user, other, admin].map(([status]) => status)).toEqual([401, 401, 401])
    expect(rest).toEqual({ target: before.target, mailed: before.mailed, link: before.link })
  })
})

test('ASVS 8.2.2, 7.5.2: nobody ends or sees a session of somebody else, an administrator neither', async () => {
  const at = await world()
  const id = claimsOf(at.target.token).jti
  for (const { token } of [at.user, at.admin]) {
    const { status } = await service.delete(`/api/auth/sessions/${id}`, { token })
    expect(status).toBe(404)
    const { body } = await service.get('/api/auth/sessions', { token })
    expect(body.sessions.map((session: { id: string }) => session.id)).not.toContain(id)
    await service.expecting(200, service.delete('/api/auth/sessions', { token }))
  }
  expect(await service.knows(at.target.token)).toBe(true)
})

/** Open Archiver's role is an object. */
function roleOf(role: string | { slug: string }): string {
  return typeof role === 'string' ? role : role.slug === 'predefined_end_user' ? 'user' : role.slug
}

describe('RFC 8725 3.12, ASVS 9.2.2: a credential where another kind is wanted outside the header', () => {
  const elsewhere = [
    'user',
    'admin',
    'reset token',
    'OTP token',
    'API token',
    'set-up token',
  ] as const

  test.each(elsewhere)('%s', async (identity) => {
    const at = await world()
    const token = at.bearer[identity] ?? ''
    if (identity !== 'OTP token') {
      expect((await verify(service, { otp: '000000', token })).status).toBe(401)
    }
    const path = `/api/auth/verify-token?token=${encodeURIComponent(token)}`
    expect((await service.get(path)).body).toBe(identity === 'API token')
    const json = { referrer: token, email: someAddress(), password }
    const { status } = await service.post('/api/auth/signup', json)
    expect(status).toBe(identity === 'API token' ? 200 : 403)
    const again = { email: someAddress(), password, first_name: 'Ada', last_name: 'Lovelace' }
    const headers = { 'X-Setup-Token': token }
    const setup = await service.post('/v1/auth/setup', again, { headers })
    expect(setup.status).toBe(identity === 'set-up token' ? 403 : 401)
  })
})
