import { beforeEach, describe, expect, it } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import {
  type PasswordChange,
  passwordChanges,
  renewing,
} from '../support/accounts/password-changes.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, disable, freshDatabase, setOf, write } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const email = 'ada@example.com'
const another = 'another fine phrase'

let service: Service
let ada: Person
let root: Person
/** A second session of the same account, on another device. */
let elsewhere: string
beforeEach(async () => {
  service = new Service()
  root = await administrator()
  ada = await person(email)
  elsewhere = await signIn(email)
})

async function lives(token: string): Promise<boolean> {
  const { status } = await service.get('/api/auth/me', { token })
  expect([200, 401]).toContain(status)
  return status === 200
}

/** Every operation for sessions returns 401. */
async function expectDead(token: string): Promise<void> {
  for (const path of ['/api/auth/me', '/api/auth/state', '/api/auth/users']) {
    const answer = await service.get(path, { token })
    expectProblem(answer, 401, 'unauthenticated')
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
  }
}

function change(way: string, token = ada.token): ReturnType<PasswordChange> {
  const by = passwordChanges[way]
  if (!by) throw new Error(`${way} changes no password`)
  return by(service, token, password, another)
}

/** Operations that return another token without a new sign-in. */
const freshTokens = [
  [
    'PUT /local-account',
    (token: string) => service.put('/api/auth/local-account', { name: 'Ada' }, { token }),
  ],
  [
    'PUT /profile',
    (token: string) => service.put('/api/auth/profile', { newUsername: 'ada' }, { token }),
  ],
] as const

describe('Signing out', () => {
  it('ends this session and no other', async () => {
    await service.post('/api/auth/logout', undefined, { token: ada.token })
    await expectDead(ada.token)
    expect(await lives(elsewhere)).toBe(true)
    expect(await lives(root.token)).toBe(true)
  })

  it.each(freshTokens)(
    'ends every token of the session, including tokens of %s',
    async (_, refresh) => {
      const { body } = await refresh(ada.token)
      await service.post('/api/auth/logout', undefined, { token: ada.token })
      await expectDead(body.token)
      const again = await refresh(elsewhere)
      await service.post('/api/auth/logout', undefined, { token: again.body.token })
      await expectDead(elsewhere)
    },
  )
})

describe('A new token', () => {
  it.each(freshTokens)(
    'of %s after a change of name belongs to the same session',
    async (_, refresh) => {
      const sessions = await countRows('sessions')
      const { body } = await refresh(ada.token)
      const { jti, exp, sub } = claimsOf(ada.token)
      expect(claimsOf(body.token)).toMatchObject({ jti, exp, sub })
      expect(await countRows('sessions')).toBe(sessions)
      for (const token of [ada.token, body.token, elsewhere]) expect(await lives(token)).toBe(true)
    },
  )
})

describe('A deleted account', () => {
  it('is signed out everywhere by the next request', async () => {
    await service.delete(`/api/auth/users/${ada.id}`, { token: root.token })
    await expectDead(ada.token)
    await expectDead(elsewhere)
    expect(await lives(root.token)).toBe(true)
  })

  it('has no valid token, even if another account registers its name', async () => {
    await service.delete(`/api/auth/users/${ada.id}`, { token: root.token })
    const successor = await person(email)
    expect(successor.id).not.toBe(ada.id)
    await expectDead(ada.token)
    await expectDead(elsewhere)
    expect(await lives(successor.token)).toBe(true)
  })
})

describe('A disabled account', () => {
  it('is signed out everywhere by the next request', async () => {
    await disable(ada.id)
    await expectDead(ada.token)
    await expectDead(elsewhere)
    expect(await lives(root.token)).toBe(true)
  })

  it('loses the rights of an administrator at once', async () => {
    const facts = { username: 'second', password, role: 'admin' }
    const { body } = await service.post('/api/auth/users', facts, { token: root.token })
    const token = await signIn('second')
    await disable(body.user.id)
    await expectDead(token)
    expectProblem(await service.post('/api/auth/users', facts, { token }), 401, 'unauthenticated')
  })
})

describe('A new password', () => {
  it.each(Object.entries(passwordChanges))(
    'by %s ends every other session',
    async (way, change) => {
      const sessions = await countRows('sessions')
      const { status, body } = await change(service, ada.token, password, another)
      expect(status).toBe(200)
      await expectDead(elsewhere)
      expect(await lives(body.token ?? ada.token)).toBe(true)
      expect(await countRows('sessions')).toBe(sessions - 1)
      expect(body.token !== undefined).toBe(renewing.includes(way))
      expect(await lives(root.token)).toBe(true)
      await signIn(email, another)
    },
  )

  it.each(renewing)('by %s replaces the token that was sent', async (way) => {
    const { iat: _, jti: old, ...same } = claimsOf(ada.token)
    const { body } = await change(way)
    await expectDead(ada.token)
    const { iat: __, jti, ...claims } = claimsOf(body.token)
    expect(claims).toEqual(same)
    expect(jti).not.toBe(old)
  })

  it('that is refused ends no session', async () => {
    const wrong = { current_password: 'not the right one', new_password: another }
    const answer = await service.post('/api/auth/change-password', wrong, { token: ada.token })
    expectProblem(answer, 401, 'current_password_incorrect')
    const profile = { currentPassword: 'not the right one', newPassword: another }
    const other = await service.put('/api/auth/profile', profile, { token: ada.token })
    expectProblem(other, 401, 'current_password_incorrect')
    expect(await lives(elsewhere)).toBe(true)
  })

  it('that an administrator sets ends all sessions', async () => {
    const path = `/api/auth/users/${ada.id}/reset-password`
    const { status } = await service.put(path, { new_password: another }, { token: root.token })
    expect(status).toBe(200)
    await expectDead(ada.token)
    await expectDead(elsewhere)
    expect(await lives(root.token)).toBe(true)
  })
})

describe('A new email address', () => {
  it('ends every other session, and replaces the token', async () => {
    const changed = { email: 'new@example.com' }
    const { body } = await service.put('/api/auth/local-account', changed, { token: ada.token })
    await expectDead(elsewhere)
    await expectDead(ada.token)
    expect(await lives(body.token)).toBe(true)
  })

  it.each([{ email: 'ADA@example.com' }, { email, name: 'Ada' }])(
    'changes nothing if only its spelling differs: %j',
    async (same) => {
      await service.put('/api/auth/local-account', same, { token: ada.token })
      expect(await lives(elsewhere)).toBe(true)
      expect(await lives(ada.token)).toBe(true)
    },
  )
})

describe('A new name', () => {
  it('ends no session', async () => {
    await service.put('/api/auth/me/name', { name: 'Ada' }, { token: ada.token })
    await service.put('/api/auth/profile', { newUsername: 'ada' }, { token: ada.token })
    expect(await lives(ada.token)).toBe(true)
    expect(await lives(elsewhere)).toBe(true)
  })
})

describe('A new role', () => {
  it('applies to the next request with an old token', async () => {
    const users = () => service.get('/api/auth/users', { token: ada.token })
    const state = () => service.get('/api/auth/state', { token: ada.token })
    expectProblem(await users(), 403, 'forbidden')
    await write("update accounts set role_id = 'admin' where id = ?", ada.id)
    expect((await users()).status).toBe(200)
    expect((await state()).body.permissions).toEqual(['admin'])
    await write("update accounts set role_id = 'user' where id = ?", ada.id)
    expectProblem(await users(), 403, 'forbidden')
    expect((await state()).body.permissions).toEqual(['user'])
  })
})

describe('An expired session', () => {
  it('is refused even if its token has not expired', async () => {
    await setOf(ada.id, 'sessions', { expires_at: Date.now() })
    await expectDead(ada.token)
    expect(await lives(root.token)).toBe(true)
  })
})

describe('SUDO_MINUTES', () => {
  const minute = 60_000
  beforeEach(() => {
    service = new Service({ SUDO_MINUTES: '5' })
  })

  function signedInAgo(milliseconds: number): Promise<void> {
    return setOf(ada.id, 'sessions', { proved_at: Date.now() - milliseconds })
  }

  /** The two operations whose document has no field for the current password. */
  const unproven = ['POST /update-password', 'PUT /local-account']

  it.each(unproven)('asks an older session to sign in again for %s', async (way) => {
    await signedInAgo(5 * minute + 1000)
    const answer = await change(way)
    expectProblem(answer, 401, 'reauthentication_required')
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", acr_values="aal1", max_age="300"',
    )
    await signIn(email)
  })

  it.each(unproven)('lets a younger session do %s', async (way) => {
    await signedInAgo(5 * minute - 30_000)
    expect((await change(way)).status).toBe(200)
  })

  it('is measured from the sign-in, not from the last token', async () => {
    const renamed = await service.put(
      '/api/auth/local-account',
      { name: 'A' },
      { token: ada.token },
    )
    await signedInAgo(6 * minute)
    const { token } = renamed.body
    expectProblem(await change('POST /update-password', token), 401, 'reauthentication_required')
    const profile = await service.put('/api/auth/profile', { newUsername: 'ada' }, { token })
    expect(profile.status).toBe(200)
    expectProblem(
      await change('POST /update-password', profile.body.token),
      401,
      'reauthentication_required',
    )
  })

  const proven = Object.keys(passwordChanges).filter((way) => !unproven.includes(way))
  it.each(proven)(
    'asks for no new sign-in for %s, which requires the current password',
    async (way) => {
      await signedInAgo(60 * minute)
      expect((await change(way)).status).toBe(200)
    },
  )

  it.each(unproven)('does not limit %s if it is not set', async (way) => {
    service = new Service()
    await signedInAgo(6 * 24 * 60 * minute)
    expect((await change(way)).status).toBe(200)
  })
})

describe('A sign-in with the right password opens no session if, during the hash,', () => {
  it.each([
    ['the account was disabled', () => disable(ada.id)],
    [
      'the password was changed',
      () => service.post('/api/auth/update-password', { password: another }, { token: ada.token }),
    ],
    [
      'the account was deleted',
      () => service.delete(`/api/auth/users/${ada.id}`, { token: root.token }),
    ],
  ])('%s', async (_, happens) => {
    const between = new Service({ DB: meanwhile(happens, 2) })
    const before = await countRows('sessions')
    const answer = await between.post('/api/auth/login', { username: email, password })
    expectProblem(answer, 401, 'invalid_credentials')
    expect(await countRows('sessions')).toBeLessThanOrEqual(before)
  })
})
