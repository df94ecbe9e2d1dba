import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { verifierFor } from '../../worker/passwords/hashing/verifiers.ts'
import { hashers } from '../support/accounts/imported-hashes.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { hashing } from '../support/faults/work.ts'
import { type Person, password } from '../support/requests/client.ts'
import { someAddress } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/* Imported accounts have the password hashes of other services. bcrypt-vectors.test.ts covers bcrypt. */

const address = 'alice@example.com'
let alice: Person
freshDatabase(async () => {
  alice = await person(address)
})

const b64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64').replaceAll('=', '')
const text64 = (text: string) => Buffer.from(text).toString('base64').replaceAll('=', '')

/** Hashes with their publication or the software that wrote them. */
const known: [source: string, secret: string, hash: string][] = [
  [
    'scrypt from RFC 7914 section 12',
    'pleaseletmein',
    `$scrypt$ln=14,r=8,p=1$${text64('SodiumChloride')}$${b64('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887')}`,
  ],
  [
    'PBKDF2-SHA256 in PHC form, a widely published vector',
    'passwordPASSWORDpassword',
    `$pbkdf2-sha256$i=4096,l=40$${text64('saltSALTsaltSALTsaltSALTsaltSALTsalt')}$${b64('348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1c635518c7dac47e9')}`,
  ],
  [
    'PBKDF2-SHA256 from Passlib’s documentation',
    'password',
    '$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M',
  ],
  [
    'PBKDF2-SHA256 from Passlib’s documentation, with a salt of ten bytes',
    'password',
    '$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE',
  ],
  [
    'argon2id from its reference implementation',
    'password',
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  [
    "Firebase's scrypt, from its own tool",
    'user1password',
    '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
  ],
  [
    "better-auth's scrypt, from Node's crypto",
    password,
    '00112233445566778899aabbccddeeff:267a33c2ae63f1c2d542f84d50b7d87c68900c8b9475f6a47ade71cf44b234822e0a34af1d226572b5caf52809319d4c486f3d209cc2fd022fb53bb4eaeb35b1',
  ],
  [
    "PBKDF2-SHA512 at the platform's limit, from Node's crypto",
    password,
    '$pbkdf2-sha512$i=100000,l=64$MDEyMzQ1Njc4OWFiY2RlZg$3tLUbnjYB5yARfioo9ZKJa/2xFtfCe4mwc/gCWUVp3wetYsBK8wRl4D+o0GDY75kUtrXcV2dX3T7KOYSlFYUTg',
  ],
  [
    "scrypt with OWASP's parameters for 16 MiB, from Node's crypto",
    password,
    '$scrypt$ln=14,r=8,p=5$MDEyMzQ1Njc4OWFiY2RlZg$bSrJtjr5gxJ4edRXU+74HIKlliptv15fyW3CD02sNkw',
  ],
  [
    "scrypt with OWASP's parameters for 64 MiB, from Node's crypto",
    password,
    '$scrypt$ln=16,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg$yhDqmR84te5W9TIecBoQwmCdeZr5w8onLrKXtNgxM08',
  ],
]

// How a stored hash is verified does not depend on the configured kind, so one of each is enough with the slower kind.
describe.each([
  { vars: {}, prefix: '$2b$04$', hashes: known, others: Object.entries(hashers) },
  {
    vars: { PASSWORD_HASH: 'scrypt' },
    prefix: '$scrypt$ln=14,r=8,p=5$',
    hashes: known.slice(0, 1),
    others: Object.entries(hashers).slice(0, 1),
  },
])('with $vars', ({ vars, prefix, hashes, others }) => {
  const service = new Service(vars)

  test.each(hashes)(
    '%s signs in and is replaced by a hash of the configured kind',
    async (_, secret, hash) => {
      await store(hash)
      expectProblem(await signIn(service, `${secret}~`), 401, 'invalid_credentials')
      expect(await stored(), 'a wrong password changes nothing').toBe(hash)
      expect((await signIn(service, secret)).status).toBe(200)
      const now = await stored()
      expect(now.slice(0, prefix.length)).toBe(prefix)
      expect((await signIn(service, secret)).status).toBe(200)
      expect(await stored(), 'once').toBe(now)
      expectProblem(await signIn(service, `${secret}~`), 401, 'invalid_credentials')
    },
  )

  test.each(others)(
    'a %s hash of a passphrase of up to 1,024 bytes signs in, and the passphrase is never truncated',
    async (_, hash) => {
      const secret = 'é'.repeat(512)
      await store(await hash(secret))
      for (const other of [secret.slice(0, 36), `${secret}x`]) {
        expectProblem(await signIn(service, other), 401, 'invalid_credentials')
      }
      expect((await signIn(service, secret)).status).toBe(200)
      expect(await stored(), 'bcrypt would truncate the passphrase').toMatch(
        /^\$scrypt\$ln=14,r=8,p=5\$/,
      )
      const longer = `${secret}x`
      await store(await hash(longer))
      expectProblem(await signIn(service, longer), 401, 'invalid_credentials')
    },
  )

  test('a passphrase one byte longer than bcrypt reads is rehashed once, untruncated', async () => {
    const secret = 'x'.repeat(73)
    await store((await hashers.scrypt?.(secret)) ?? '')
    expect((await signIn(service, secret)).status).toBe(200)
    const now = await stored()
    expect(now).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/)
    expectProblem(await signIn(service, secret.slice(0, 72)), 401, 'invalid_credentials')
    expect((await signIn(service, secret)).status).toBe(200)
    expect(await stored()).toBe(now)
  })

  test('a longer passphrase is accepted as the current password', async () => {
    const secret = 'correct horse battery '.repeat(20)
    await store((await hashers.scrypt?.(secret)) ?? '')
    const json = { current_password: secret, new_password: 'another password' }
    const headers = { 'CF-Connecting-IP': someAddress() }
    const { status } = await service.post('/api/auth/change-password', json, {
      ...{ token: alice.token, headers },
    })
    expect(status).toBe(200)
    expect((await signIn(service, 'another password')).status).toBe(200)
  })

  test('a new password is hashed with the configured algorithm', async () => {
    const { status } = await service.post(
      '/api/auth/change-password',
      { current_password: password, new_password: 'another password' },
      { token: alice.token },
    )
    expect(status).toBe(200)
    expect((await stored()).slice(0, prefix.length)).toBe(prefix)
    expect((await signIn(service, 'another password')).status).toBe(200)
  })
})

test('with scrypt configured, only an account with an old bcrypt hash costs a bcrypt comparison', async () => {
  const service = new Service({ PASSWORD_HASH: 'scrypt' })
  const runs = async (name: string) => {
    const hashes = hashing()
    await service.post('/api/auth/login', { username: name, password: 'not the password' })
    return hashes()
  }
  expect(await runs('unknown')).toEqual([])
  expect(await runs(address)).toEqual(['compare 04'])
  await signIn(service, password)
  expect(await runs(address)).toEqual([])
})

const salt = 'MDEyMzQ1Njc4OWFiY2RlZg'
const tag = 'knf6za9nGyU4480vWVZDWOL2uNgzmjQy+y3cqvfnUqA'
const bombs: Record<string, string> = {
  'scrypt with 128 MiB': `$scrypt$ln=17,r=8,p=1$${salt}$${tag}`,
  'scrypt with large blocks': `$scrypt$ln=10,r=99,p=99$${salt}$${tag}`,
  'scrypt of 2^99': `$scrypt$ln=99,r=8,p=1$${salt}$${tag}`,
  'scrypt with a parallelism of 99': `$scrypt$ln=15,r=8,p=99$${salt}$${tag}`,
  'scrypt with N = 1': `$scrypt$ln=00,r=8,p=1$${salt}$${tag}`,
  'scrypt without blocks': `$scrypt$ln=15,r=0,p=1$${salt}$${tag}`,
  'PBKDF2 with one iteration more than the platform allows': `$pbkdf2-sha256$i=100001,l=32$${salt}$${tag}`,
  'PBKDF2 with 9,999,999 iterations': `$pbkdf2-sha512$9999999$${salt}$${tag}`,
  'PBKDF2 without iterations': `$pbkdf2-sha256$i=0,l=32$${salt}$${tag}`,
  'PBKDF2-SHA1': `$pbkdf2$i=1000,l=32$${salt}$${tag}`,
  'argon2id with one KiB too many': `$argon2id$v=19$m=65537,t=1,p=1$${salt}$${tag}`,
  'argon2id with 4 GiB': `$argon2id$v=19$m=4194304,t=1,p=1$${salt}$${tag}`,
  'argon2id with 999 passes': `$argon2id$v=19$m=65536,t=999,p=1$${salt}$${tag}`,
  'argon2id without passes': `$argon2id$v=19$m=65536,t=0,p=1$${salt}$${tag}`,
  'argon2id with too little memory': `$argon2id$v=19$m=7,t=1,p=1$${salt}$${tag}`,
  'argon2id of the older version 16': `$argon2id$v=16$m=65536,t=2,p=1$${salt}$${tag}`,
  argon2i: `$argon2i$v=19$m=65536,t=2,p=1$${salt}$${tag}`,
  'argon2id without lanes': `$argon2id$v=19$m=65536,t=2,p=0$${salt}$${tag}`,
  'better-auth’s in uppercase': `${'A'.repeat(32)}:${'A'.repeat(128)}`,
  'better-auth’s, truncated': `${'a'.repeat(32)}:${'a'.repeat(126)}`,
}

const digest =
  'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=='
const signer =
  'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='
const firebase = (sk: string, salted: string, hash: string, ss = 'Bw==') =>
  `$fbscrypt$v=1,n=14,r=8,p=1,ss=${ss},sk=${sk}$${salted}$${hash}`
/** Hashes with a part that decodes to no bytes or to fewer than it seems to hold, or that no software would have written. */
const hollow: Record<string, string> = {
  'Firebase’s with N = 2^30': firebase(signer, '42xEC+ixf3L2lw==', digest).replace('n=14', 'n=30'),
  'Firebase’s with empty parts': firebase('=====', 'c2FsdHNhbHQ=', '===='),
  'Firebase’s with a key and a digest of padding': firebase('AAAA====', '42xEC+ixf3L2lw==', '===='),
  'Firebase’s with a truncated key': firebase(signer.slice(0, 64), '42xEC+ixf3L2lw==', digest),
  'Firebase’s with a truncated digest': firebase(signer, '42xEC+ixf3L2lw==', digest.slice(0, 24)),
  'Firebase’s with key and digest truncated to the same length': firebase(
    'AAAA',
    '42xEC+ixf3L2lw==',
    'AAAA',
  ),
  'Firebase’s without padding': firebase(signer, '42xEC+ixf3L2lw', digest),
  'Firebase’s in base64url': firebase(signer, '42xEC-ixf3L2lw==', digest),
  'Firebase’s with a separator of padding': firebase(signer, '42xEC+ixf3L2lw==', digest, '='),
  'Firebase’s without a salt': firebase(signer, '====', digest),
  'scrypt with unused bits set in its salt': `$scrypt$ln=14,r=8,p=5$${salt.slice(0, -1)}h$${tag}`,
  'scrypt with unused bits set in its digest': `$scrypt$ln=14,r=8,p=5$${salt}$${tag.slice(0, -1)}B`,
  'scrypt with a digest of 15 bytes': `$scrypt$ln=14,r=8,p=5$${salt}$${tag.slice(0, 20)}`,
  'scrypt with a digest of 130 bytes': `$scrypt$ln=14,r=8,p=5$${salt}$${'A'.repeat(174)}`,
  'scrypt with a salt of seven bytes': `$scrypt$ln=14,r=8,p=5$AAAAAAAAAA$${tag}`,
  'scrypt with padding': `$scrypt$ln=14,r=8,p=5$${salt}==$${tag}=`,
  'scrypt with Passlib’s dot': `$scrypt$ln=14,r=8,p=5$${salt}$${tag.replace('+', '.')}`,
  'scrypt with an N too large for r': `$scrypt$ln=16,r=1,p=1$${salt}$${tag}`,
  'PBKDF2 with a digest of another length than stated': `$pbkdf2-sha256$i=1000,l=64$${salt}$${tag}`,
  'PBKDF2 with a stated length of 0': `$pbkdf2-sha256$i=1000,l=0$${salt}$${tag}`,
  'PBKDF2 in PHC form with Passlib’s dot': `$pbkdf2-sha256$i=1000$${salt}$${tag.replace('+', '.')}`,
  'Passlib’s PBKDF2, truncated': `$pbkdf2-sha512$1000$${salt}$${tag}`,
  'Passlib’s PBKDF2, with only dots': `$pbkdf2-sha256$1000$....$${'.'.repeat(43)}=`,
  'PBKDF2 without a salt': `$pbkdf2-sha256$i=1000$$${tag}`,
  'argon2id with a salt of seven bytes': `$argon2id$v=19$m=64,t=2,p=1$AAAAAAAAAA$${tag}`,
  'argon2id with a digest of four bytes': `$argon2id$v=19$m=64,t=2,p=1$${salt}$AAAAAA`,
  'argon2id with a digest of spaces': `$argon2id$v=19$m=64,t=2,p=1$${salt}$${' '.repeat(43)}`,
  'bcrypt with unused bits set in its salt': `$2b$04$${'.'.repeat(21)}/${'.'.repeat(31)}`,
  'bcrypt with unused bits set in its digest': `$2b$04$${'.'.repeat(52)}/`,
  'better-auth’s without a key': `${'a'.repeat(32)}:`,
  'better-auth’s with a line break': `${'a'.repeat(32)}:${'a'.repeat(127)}\n`,
}

test.each(Object.entries({ ...bombs, ...hollow }))(
  '%s never signs in and costs one comparison with the decoy',
  async (_, hash) => {
    expect(verifierFor(hash)).toBeUndefined()
    await store(hash)
    const hashes = hashing()
    const answer = await signIn(new Service(), password)
    expectProblem(answer, 401, 'invalid_credentials')
    expect(hashes()).toEqual(['compare 04'])
    expect(await stored()).toBe(hash)
  },
)

test('a password of one control character is verified like any other by every kind of hash', async () => {
  const service = new Service()
  for (const hash of Object.values(hashers)) {
    await store(await hash(password))
    for (const secret of ['\u0001', '\u0007', '\b']) {
      expectProblem(await signIn(service, secret), 401, 'invalid_credentials')
    }
    await store(await hash('\u0001'))
    expect((await signIn(service, '\u0001')).status).toBe(200)
    await write('delete from throttles')
  }
})

test('a corrupted hash of every kind is answered with 401', async () => {
  const service = new Service()
  for (const [, , hash] of known) {
    for (const bad of [hash.slice(0, -1), `${hash}\n`, ` ${hash}`, hash.replace('$', '$$')]) {
      await store(bad)
      const { status } = await signIn(service, 'not the password')
      expect(status, bad).toBe(401)
    }
    await write('delete from throttles')
  }
})

async function store(hash: string): Promise<void> {
  await write('update accounts set password_hash = ? where id = ?', hash, alice.id)
}

async function stored(): Promise<string> {
  const query = env.DB.prepare('select password_hash from accounts where id = ?')
  return (await query.bind(alice.id).first<string>('password_hash')) ?? ''
}

function signIn(service: Service, secret: string) {
  const headers = { 'CF-Connecting-IP': someAddress() }
  return service.post('/api/auth/login', { username: address, password: secret }, { headers })
}
