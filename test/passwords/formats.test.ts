import fc from 'fast-check'
import { expect, inject, test, vi } from 'vitest'
import { type ParsedHash, parseHash } from '../../worker/passwords/hashing/formats.ts'
import { verifierFor } from '../../worker/passwords/hashing/verifiers.ts'
import { hashers } from '../support/accounts/imported-hashes.ts'

/*
 * For any text in an imported file or in the column: if it is accepted as a hash, only the password that was hashed
 * matches. `PROPERTY_REQUESTS=20000` generates more texts, `PROPERTY_SEED` repeats a run.
 */
const { requests, seed } = inject('properties')
vi.setConfig({ testTimeout: 180_000 + requests * 100 })

const plain = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const unpadded = (bytes: Uint8Array) => plain(bytes).replace(/=+$/, '')
const url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const passlib = (bytes: Uint8Array) => unpadded(bytes).replaceAll('+', '.')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const bcryptAlphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const bcrypts = (bytes: Uint8Array) =>
  [...unpadded(bytes)].map((letter) => bcryptAlphabet[alphabet.indexOf(letter)]).join('')

/** Text that decodes to no bytes, to fewer bytes or to other bytes than it seems to hold. */
const degenerate = fc.oneof(
  fc.constantFrom('', '=', '==', '====', 'A', 'A===', 'AA', 'AAA=', ' ', '\n\t  ', '\0', '....'),
  fc.constantFrom('-_-_', '++++', '////', '====AAAA', 'AA==AA==', '$', '$$', 'é'.repeat(24), '٣'),
  fc.string({ unit: fc.constantFrom('=', ' ', '-', '_', '.', '\n', '!', 'A', '/'), maxLength: 90 }),
)

/**
 * Encodes bytes as a part of a hash: usually valid, sometimes of another length or encoding, truncated, or with unused
 * bits set.
 */
function part(length: number, encode: (bytes: Uint8Array) => string): fc.Arbitrary<string> {
  const bytes = fc.uint8Array({ minLength: length, maxLength: length })
  const whole = bytes.map(encode)
  return fc.oneof(
    { weight: 12, arbitrary: whole },
    { weight: 1, arbitrary: degenerate },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2 * length }).map(encode) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(plain, unpadded, url, passlib, hex, bcrypts), bytes)
        .map(([other, given]) => other(given)),
    },
    { weight: 1, arbitrary: whole.map((text) => text.slice(0, -1)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(whole, fc.constantFrom(...alphabet))
        .map(([text, letter]) => text.slice(0, -1) + letter),
    },
    { weight: 1, arbitrary: fc.tuple(whole, degenerate).map(([a, b]) => a + b) },
  )
}

/** A parameter: usually a cheap one, sometimes a minimum, a maximum or text that is not a number. */
function count(...usual: (number | string)[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual.map(String)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...['', '0', '00', '1', '01', '-1', '1.5', '1e1', '0x1', ' 1', '٣', '16', '19', '99'],
        ...['999', '100000', '100001', '9999999', '4294967296', '99999999999999999999'],
      ),
    },
  )
}

const joined = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((each) => (typeof each === 'string' ? fc.constant(each) : each)))
    .map((all) => all.join(''))
const either = (...all: string[]) => fc.constantFrom(...all)

type Part = (length: number, encode: (bytes: Uint8Array) => string) => fc.Arbitrary<string>

/** The parts of a hash of each kind, in the format of the software that writes it. */
const grammars: Record<
  Exclude<ParsedHash['kind'], 'unsupported'>,
  (part: Part) => fc.Arbitrary<string>
> = {
  bcrypt: (part) =>
    joined(
      ...[either('$2a', '$2b', '$2y', '$2x', '$2'), '$', count('04')],
      ...['$', part(16, bcrypts), part(23, bcrypts)],
    ),
  scrypt: (part) =>
    joined(
      ...['$scrypt$ln=', count(1, 2, 4), ',r=', count(1, 8), ',p=', count(1, 2)],
      ...['$', part(16, unpadded), '$', part(32, unpadded)],
    ),
  'better-auth': (part) => joined(part(16, hex), ':', part(64, hex)),
  pbkdf2: (part) =>
    fc.oneof(
      joined(
        ...['$pbkdf2-sha', either('256', '512', '1'), '$i=', count(1, 9)],
        ...[fc.oneof(fc.constant(''), joined(',l=', count(32, 32, 64)))],
        ...['$', part(16, unpadded), '$', part(32, unpadded)],
      ),
      joined('$pbkdf2-sha256$', count(1, 9), '$', part(16, passlib), '$', part(32, passlib)),
      joined('$pbkdf2-sha512$', count(1, 9), '$', part(16, passlib), '$', part(64, passlib)),
    ),
  argon2id: (part) =>
    joined(
      ...['$argon2id$v=19$m=', count(8, 64), ',t=', count(1, 2), ',p=', count(1)],
      ...['$', part(16, unpadded), '$', part(32, unpadded)],
    ),
  firebase: (part) =>
    joined(
      ...['$fbscrypt$v=1,n=', count(1, 4), ',r=', count(8), ',p=', count(1)],
      ...[fc.oneof(fc.constant(''), joined(',ss=', part(1, plain))), ',sk=', part(64, plain)],
      ...['$', part(10, plain), '$', part(64, plain)],
    ),
}

const passwords = fc.oneof(
  fc.constantFrom('', '\u0001', '\0', 'a', 'decoy', '='.repeat(8), 'x'.repeat(2000), '\ud800'),
  fc.string({ unit: 'binary' }),
)

test.each(Object.entries(grammars))(
  'no random password matches text that is accepted as %s',
  async (kind, grammar) => {
    const texts = fc.oneof(
      { weight: 4, arbitrary: grammar(part) },
      { weight: 1, arbitrary: grammar(() => degenerate) },
    )
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(texts, passwords, async (stored, password) => {
        const parsed = parseHash(stored)
        const verify = verifierFor(stored)
        expect(verify === undefined).toBe(parsed.kind === 'unsupported')
        if (!verify || isExpensive(parsed)) return
        expect(parsed.kind).toBe(kind)
        accepted += 1
        // better-auth's cost is fixed and high.
        if (kind === 'better-auth' && accepted > 25) return
        expect(await verify(password)).toBe(false)
      }),
      { numRuns: requests, ...(seed !== undefined && { seed }) },
    )
    expect(accepted, 'a useful grammar generates accepted hashes').toBeGreaterThan(requests / 20)
  },
)

const salt = unpadded(new Uint8Array(16))
const tag = unpadded(new Uint8Array(32))
const atTheLimits = [
  `$scrypt$ln=15,r=1,p=32$${salt}$${tag}`,
  `$scrypt$ln=16,r=8,p=2$${salt}$${tag}`,
  `$scrypt$ln=1,r=99,p=99$${salt}$${unpadded(new Uint8Array(129))}`,
  `$pbkdf2-sha512$i=100000$${unpadded(new Uint8Array(129))}$${unpadded(new Uint8Array(16))}`,
  `$argon2id$v=19$m=65536,t=4,p=1$${salt}$${tag}`,
  `$argon2id$v=19$m=792,t=1,p=99$${unpadded(new Uint8Array(8))}$${unpadded(new Uint8Array(129))}`,
  `$fbscrypt$v=1,n=16,r=8,p=2,sk=${plain(new Uint8Array(64))}$${plain(new Uint8Array(8))}$${plain(new Uint8Array(64))}`,
]

test.each(atTheLimits)('%s is verified, and no password matches', async (stored) => {
  for (const password of ['', '\u0001', 'x'.repeat(1024)]) {
    expect(await verifierFor(stored)?.(password)).toBe(false)
  }
})

/** Returns whether a hash is within the limits, but too expensive to compute a thousand times. */
function isExpensive(parsed: ParsedHash): boolean {
  switch (parsed.kind) {
    case 'scrypt':
    case 'firebase':
      return parsed.cost.N * parsed.cost.r * parsed.cost.p > 2 ** 12
    case 'pbkdf2':
      return parsed.iterations > 1000
    case 'argon2id':
      return parsed.memorySize * parsed.passes > 2 ** 12
    default:
      return false
  }
}

test.each(Object.entries(hashers))(
  '%s with a character changed, removed or added matches no other password',
  async (_, hash) => {
    const password = 'correct horse battery'
    const whole = await hash(password)
    const other = fc.oneof(fc.constantFrom(...alphabet, ...'=.$-_ \n\0,:'), fc.constant(''))
    const changed = fc
      .tuple(fc.nat(whole.length), fc.nat(1), other)
      .map(([at, removed, letter]) => whole.slice(0, at) + letter + whole.slice(at + removed))
    await fc.assert(
      fc.asyncProperty(changed, async (stored) => {
        const verify = verifierFor(stored)
        if (!verify || isExpensive(parseHash(stored))) return
        expect(await verify('another password')).toBe(false)
      }),
      { numRuns: 50, ...(seed !== undefined && { seed }) },
    )
    expect(await verifierFor(whole)?.(password)).toBe(true)
  },
)
