import { base64url } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { deriveKeys, type Keys } from '../../worker/config/keys.ts'
import {
  type ChallengeScope,
  challengeLifetime,
  createChallenge,
  openChallenge,
} from '../../worker/passkeys/challenge.ts'

const scope: ChallengeScope = { purpose: 'registration', account: 'a', rpId: 'sign-in.test' }
const now = Date.UTC(2026, 10, 1)

describe('the challenge of a passkey', () => {
  let keys: Keys
  beforeAll(async () => {
    keys = await deriveKeys('lP9vW3kQ8sX2mB7tR4yN6hJ1gD5fZ0cU')
  })

  it('is valid until it expires', async () => {
    const challenge = await createChallenge(keys, scope, now)
    const end = now + challengeLifetime
    const opened = await openChallenge(keys, scope, challenge, end - 1)
    expect(opened).toEqual({ id: expect.stringMatching(/^[\w-]{22}$/), expiresAt: end })
    expect(await openChallenge(keys, scope, challenge, end)).toBeUndefined()
  })

  it('and its id are never the same twice', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, () => createChallenge(keys, scope, now)),
    )
    const opened = await Promise.all(all.map((each) => openChallenge(keys, scope, each, now)))
    expect(new Set(all).size).toBe(100)
    expect(new Set(opened.map((each) => each?.id)).size).toBe(100)
  })

  it.each<[string, Partial<ChallengeScope>]>([
    ['purpose', { purpose: 'sign_in' }],
    ['account', { account: 'b' }],
    ['account, if it is for none', { account: null }],
    ['RP ID', { rpId: 'sign-in.example' }],
  ])('is refused for another %s', async (_, other) => {
    const challenge = await createChallenge(keys, scope, now)
    expect(await openChallenge(keys, { ...scope, ...other }, challenge, now)).toBeUndefined()
  })

  it('is refused if any bit is changed', async () => {
    const bytes = base64url.decode(await createChallenge(keys, scope, now))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = new Uint8Array(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const challenge = base64url.encode(changed)
      expect(await openChallenge(keys, scope, challenge, now)).toBeUndefined()
    }
  })

  it('is refused in another form', async () => {
    const challenge = await createChallenge(keys, scope, now)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet[alphabet.indexOf(challenge.slice(-1)) + 1]
    for (const other of [
      '',
      'A',
      `${challenge}=`,
      `${challenge}A`,
      challenge.slice(0, -1),
      ` ${challenge}`,
      `${challenge}\n`,
      challenge.slice(0, -1) + last,
      '+'.repeat(75),
    ]) {
      expect(await openChallenge(keys, scope, other, now)).toBeUndefined()
    }
  })

  it('is valid during a rotation of the secret, and not after it', async () => {
    const challenge = await createChallenge(keys, scope, now)
    const [next, previous] = [
      'nQ4rT8wZ1xC5vB9mK3jH7gF2dS6aP0oI',
      'lP9vW3kQ8sX2mB7tR4yN6hJ1gD5fZ0cU',
    ]
    const rotating = await deriveKeys(next, previous)
    expect(await openChallenge(rotating, scope, challenge, now)).toBeDefined()
    expect(await openChallenge(await deriveKeys(next), scope, challenge, now)).toBeUndefined()
  })
})
