import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { settingsOf } from '../../worker/capabilities.ts'
import worker, { LatchkeyRpc } from '../../worker/index.ts'
import { type Purpose, purposes, signToken, verifyToken } from '../../worker/sessions/token.ts'
import { createInvitation, listInvitations, me } from '../support/accounts/invitations.ts'
import { challenge, otherThan, submitCode } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const other = 'Zs3vK8pQxN6wJc1RbYt5HdGm0LfEuTa9'

/** The use in the HKDF of every derived key. A new key needs an entry. */
const uses = { index: 'index', encryption: 'seal', internal: 'sign' }

type KeyName = keyof typeof uses

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** What someone who knows a secret can derive from it: the secret itself, and an HKDF of each use. */
async function derivable(secret: string): Promise<Record<string, Uint8Array>> {
  const root = await crypto.subtle.importKey('raw', bytesOf(secret), 'HKDF', false, ['deriveBits'])
  const derived = Object.values(uses).map(async (use) => {
    const info = bytesOf(`latchkey/${use}`)
    const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
    return [use, new Uint8Array(await crypto.subtle.deriveBits(how, root, 256))] as const
  })
  return { itself: bytesOf(secret), ...Object.fromEntries(await Promise.all(derived)) }
}

/** Every current key except that of session tokens. */
async function currentKeys(): Promise<Map<KeyName, CryptoKey>> {
  const { keys, signing } = await settingsOf(new Service().env)
  const { shared, ...others } = signing
  expect(shared).toHaveLength(1)
  const tokens = Object.entries(others).map(([name, [key]]) => [name, key])
  return new Map([...Object.entries(keys[0]), ...tokens] as [KeyName, CryptoKey][])
}

/** Whether a key of the service has these bytes. */
async function isKey(key: CryptoKey, bytes: Uint8Array): Promise<boolean> {
  const probe = bytesOf('probe')
  if (key.algorithm.name === 'HMAC') {
    const how = { name: 'HMAC', hash: 'SHA-256' }
    const guess = await crypto.subtle.importKey('raw', bytes, how, false, ['sign'])
    const macs = [key, guess].map((each) => crypto.subtle.sign('HMAC', each, probe))
    const [mac, guessed] = await Promise.all(macs)
    return Buffer.compare(Buffer.from(mac ?? []), Buffer.from(guessed ?? [])) === 0
  }
  const how = { name: 'AES-GCM', iv: new Uint8Array(12) }
  const guess = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt'])
  const sealed = await crypto.subtle.encrypt(how, key, probe)
  return crypto.subtle.decrypt(how, guess, sealed).then(
    () => true,
    () => false,
  )
}

describe('With JWT_SECRET known', () => {
  test.each(Object.keys(uses) as KeyName[])('the key %s cannot be derived', async (name) => {
    const key = (await currentKeys()).get(name)
    expect(key).toBeDefined()
    if (!key) return
    // The derivation of this test is right: ROOT_SECRET gives the key.
    expect(await isKey(key, (await derivable(env.ROOT_SECRET))[uses[name]] ?? bytesOf(''))).toBe(
      true,
    )
    const guesses = Object.values(await derivable(env.JWT_SECRET))
    const hits = await Promise.all(guesses.map((bytes) => isKey(key, bytes)))
    expect(hits).not.toContain(true)
  })

  test('no other key exists', async () => {
    expect([...(await currentKeys()).keys()].toSorted()).toEqual(Object.keys(uses).toSorted())
  })

  test('session tokens can be signed, and no other token', async () => {
    const { signing } = await settingsOf(new Service().env)
    const now = Date.now()
    const claims = { sub: 'a', jti: 'b', exp: now / 1000 + 60 }
    const guesses = await Promise.all(
      Object.values(await derivable(env.JWT_SECRET)).map((bytes) =>
        crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
      ),
    )
    const accepted = async (purpose: Purpose) => {
      const tokens = guesses.map((key) =>
        signToken({ shared: [key], internal: [key] }, purpose, claims, now),
      )
      const all = await Promise.all(tokens)
      const checked = all.map((token) => verifyToken(signing, purpose, token, now))
      return (await Promise.all(checked)).filter((found) => found !== undefined).length
    }
    const names = Object.keys(purposes) as Purpose[]
    const counts = await Promise.all(names.map(async (name) => [name, await accepted(name)]))
    expect(Object.fromEntries(counts)).toEqual({
      ...Object.fromEntries(names.map((name) => [name, 0])),
      session: 1,
    })
  })
})

async function attemptCounters(): Promise<Record<string, unknown>[]> {
  const query = `select key, count from throttles where key like 'sign-in:%' and count > 0`
  return (await env.DB.prepare(query).all()).results
}

describe('Another JWT_SECRET', () => {
  test('changes nothing but session tokens', async () => {
    const before = new Service()
    const { token } = await person(alice)
    const made = await createInvitation(before, token)
    const form = await challenge(before, token)
    const unknown = { username: 'unknown', password }
    await before.post('/api/auth/login', unknown)
    const counters = await attemptCounters()

    const after = new Service({ JWT_SECRET: other })
    expect((await me(after, token)).status).toBe(401)
    const fresh = (await after.post('/api/auth/login', { username: alice, password })).body.token
    expect(await listInvitations(after, fresh)).toEqual([made])
    await after.post('/api/auth/login', unknown)
    expect(counters).toHaveLength(1)
    expect(await attemptCounters()).toEqual([{ ...counters[0], count: 2 }])
    expect((await submitCode(after, form)).body).toBe(true)
  })
})

describe('After the upgrade from JWT_SECRET', () => {
  test.each(['JWT_SECRET', env.JWT_SECRET])(
    'a token that JWT_SECRET could have signed as the root is refused, with ROOT_SECRET_PREVIOUS=%s',
    async (previous) => {
      const { token } = await person(alice)
      // The instance whose root is the JWT_SECRET of the other one.
      const forger = new Service({ JWT_SECRET: other, ROOT_SECRET: env.JWT_SECRET })
      const session = await forger.post('/api/auth/login', { username: alice, password })
      const form = await challenge(forger, session.body.token, alice)
      const wrong = { ...form, otp: otherThan(form.otp) }
      expect((await submitCode(forger, wrong)).body.code).toBe('invalid_code')
      const upgraded = new Service({ ROOT_SECRET_PREVIOUS: previous })
      expect((await submitCode(upgraded, form)).status).toBe(401)
      // The code itself is still valid for its owner.
      const json = { code: form.otp }
      const verified = await upgraded.post('/api/auth/account/email/verify', json, { token })
      expect(verified.status).toBe(200)
    },
  )

  test('an invitation of the secret that JWT_SECRET_PREVIOUS contains is found', async () => {
    const { token } = await person(alice)
    const former = new Service({ JWT_SECRET: other, ROOT_SECRET: env.JWT_SECRET })
    const session = await former.post('/api/auth/login', { username: alice, password })
    const made = await createInvitation(former, session.body.token)
    const rotating = new Service({
      JWT_SECRET: other,
      JWT_SECRET_PREVIOUS: env.JWT_SECRET,
      ROOT_SECRET_PREVIOUS: 'JWT_SECRET',
    })
    expect(await listInvitations(rotating, token)).toEqual([made])
  })
})

describe('Without ROOT_SECRET', () => {
  const { env: incomplete } = new Service({ ROOT_SECRET: undefined })

  test('the cron deletes nothing, and its error names the variable', async () => {
    const controller = createScheduledController({ scheduledTime: new Date(), cron: '*/5 * * * *' })
    await expect(worker.scheduled(controller, incomplete as never)).rejects.toThrow(
      'ROOT_SECRET: is missing',
    )
  })

  test('the service binding accepts no one, and its error names the variable', async () => {
    const { token } = await person(alice)
    const entry = new LatchkeyRpc(createExecutionContext(), incomplete as never)
    const headers = { Authorization: `Bearer ${token}` }
    const request = new Request('https://members.test/', { headers })
    await expect(entry.verify(request)).rejects.toThrow('ROOT_SECRET: is missing')
    await expect(entry.account('any')).rejects.toThrow('ROOT_SECRET: is missing')
  })
})
