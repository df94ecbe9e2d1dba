import { Secret, TOTP, URI } from 'otpauth'
import { expect, test } from 'vitest'
import {
  hashRecoveryCode,
  newRecoveryCodes,
  recoveryCodeFrom,
} from '../../worker/totp/recovery-codes.ts'
import { base32, codeOf, matchingStep, newSecret, totpUri } from '../../worker/totp/totp.ts'

/** RFC 6238 appendix B: the secret of the rows for SHA-1, and their times in seconds with the last six digits of each code. */
const secret = new Uint8Array(new TextEncoder().encode('12345678901234567890'))
const vectors = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
] as const

test.each(vectors)('computes the code of RFC 6238 at %i seconds', async (seconds, code) => {
  const step = Math.floor(seconds / 30)
  expect(await codeOf(secret, step)).toBe(code)
  expect(await matchingStep(secret, code, seconds * 1000, 0)).toBe(step)
})

test.each([
  ['C7EZDRKPAYCPJ5CBLV7Q7VYFI6GOMS6P', 638010403, '952221'],
  ['OCXY7EZSKLCXMAKTNLOK3Y3CG3QBQLMB', 2241503988, '284673'],
  ['WAIDMU36PZNNGJSETV7A5ECM4ERZ3DGJ', 686219953, '927482'],
  ['BBR3LOL7Y2KW2XY245MFR5WIJWVLBTBJ', 3100866025, '150300'],
])(
  'computes the code of oathtool 2.6.7 with the secret %s at %i seconds',
  async (text, seconds, code) => {
    const own = Uint8Array.from(Secret.fromBase32(text).bytes)
    expect(base32(own)).toBe(text)
    expect(await codeOf(own, Math.floor(seconds / 30))).toBe(code)
  },
)

test('accepts the codes of the step before, of the current and of the next step, and no other', async () => {
  const now = 1_800_000_000_000
  const current = now / 30_000
  for (let distance = -3; distance <= 3; distance++) {
    const code = await codeOf(secret, current + distance)
    const expected = Math.abs(distance) <= 1 ? current + distance : undefined
    expect(await matchingStep(secret, code, now, 0), `${distance}`).toBe(expected)
    expect(await matchingStep(secret, code, now + 29_999, 0), `${distance}`).toBe(expected)
  }
})

test('accepts no code of the last step or of an earlier one', async () => {
  const now = 1_800_000_000_000
  const current = now / 30_000
  const code = await codeOf(secret, current)
  expect(await matchingStep(secret, code, now, current - 1)).toBe(current)
  expect(await matchingStep(secret, code, now, current)).toBeUndefined()
  expect(await matchingStep(secret, code, now, current + 1)).toBeUndefined()
})

test('agrees with otpauth about 200 secrets and times', async () => {
  for (let n = 0; n < 200; n++) {
    const own = newSecret()
    const timestamp = Math.floor(Math.random() * 4e12)
    const other = new TOTP({ secret: base32(own) })
    expect(await codeOf(own, Math.floor(timestamp / 30_000))).toBe(other.generate({ timestamp }))
  }
})

test.each([
  ['Example', 'alice@example.com'],
  ['A: B', 'alice'],
  ['Example', 'a:b'],
  ['100 %', 'a%41b@example.com'],
  ['Schlüssel 🔑', 'アリス 🦊'],
  ['a&b=c?d#e/f', 'x/y?z#w&v'],
])('keeps the issuer %s and the account %s in the URI', (issuer, account) => {
  const own = newSecret()
  const uri = totpUri(own, issuer, account)
  const parsed = URI.parse(uri)
  expect(parsed).toMatchObject({ issuer, label: account, algorithm: 'SHA1', digits: 6, period: 30 })
  expect(parsed.secret.base32).toBe(base32(own))
})

test('creates ten different recovery codes of 16 characters that people do not confuse', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
})

test('reads a recovery code as it was meant', () => {
  expect(recoveryCodeFrom('abcd-efgh-jkmn-pqrs')).toBe('ABCDEFGHJKMNPQRS')
  expect(recoveryCodeFrom('OIl0-0000-0000-0000')).toBe('0110000000000000')
  expect(recoveryCodeFrom('ABCD-EFGH-JKMN-PQR')).toBeUndefined()
  expect(recoveryCodeFrom('ABCD-EFGH-JKMN-PQRU')).toBeUndefined()
  expect(recoveryCodeFrom('')).toBeUndefined()
})

test('hashes a recovery code with the secret of the factor', async () => {
  const hash = await hashRecoveryCode(secret, 'ABCD-EFGH-JKMN-PQRS')
  expect(hash).toMatch(/^[\w-]{43}$/)
  expect(await hashRecoveryCode(secret, 'ABCDEFGHJKMNPQRS')).toBe(hash)
  expect(await hashRecoveryCode(newSecret(), 'ABCDEFGHJKMNPQRS')).not.toBe(hash)
})
