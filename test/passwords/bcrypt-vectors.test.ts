import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { describe, expect, test, vi } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { someAddress } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/* Imported accounts have the bcrypt hashes of other implementations. */
recordLogs()

const service = new Service()
const address = 'alice@example.com'
let alice: Person
freshDatabase(async () => {
  alice = await person(address)
})

const published: Record<string, [password: string, hash: string][]> = {
  'Openwall crypt_blowfish': [
    ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
    ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
    ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
    [
      '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
      '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
    ],
  ],
  'OpenBSD, through jBCrypt': [
    ['a', '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe'],
    ['a', '$2a$08$cfcvVd2aQ8CMvoMpP2EBfeodLEkkFJ9umNEfPD18.hUF62qqlC/V.'],
    ['abc', '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
    ['abc', '$2a$08$Ro0CUfOqk6cXEKf3dyaM7OhSCvnwM9s4wIX9JeLapehKK5YdLxKcm'],
    ['abcdefghijklmnopqrstuvwxyz', '$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC'],
    [
      '~!@#$%^&*()      ~!@#$%^&*()PNBFRD',
      '$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO',
    ],
    ['ππππππππ', '$2a$10$.TtQJ4Jr6isd4Hp.mVfZeuh6Gws4rOQ/vdBczhDx.19NFK0Y84Dle'],
  ],
  'pyca/bcrypt': [
    ['Kk4DQuMMfZL9o', '$2b$04$cVWp4XaNU8a4v1uMRum2SO026BWLIoQMD/TXg5uZV.0P.uO8m3YEm'],
    ['9IeRXmnGxMYbs', '$2b$04$pQ7gRO7e6wx/936oXhNjrOUNOHL1D0h1N2IDbJZYs.1ppzSof6SPy'],
    ['xVQVbwa1S0M8r', '$2b$04$SQe9knOzepOVKoYXo9xTteNYr6MBwVz4tpriJVe3PNgYufGIsgKcW'],
    ['Zfgr26LWd22Za', '$2b$04$eH8zX.q5Q.j2hO1NkVYJQOM6KxntS/ow3.YzVmFrE4t//CoF4fvne'],
  ],
  'the PHP manual': [
    ['rasmuslerdorf', '$2a$07$usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi'],
    ['rasmuslerdorf', '$2y$10$.vGA1O9wmRjrwAVXD98HNOgsNpDczlqm3Jq7KnEd1rVAGv3Fykk1a'],
    ['rasmuslerdorf', '$2y$12$QjSH496pcT5CEbzjD/vtVeH03tfHKFy36d4J0Ltp3lRtee9HDxY3K'],
  ],
}
const vectors = Object.entries(published).flatMap(([source, all]) =>
  all.map(([secret, hash]) => ({ source, secret, hash })),
)

describe('a published hash', () => {
  test.each(vectors)(
    'from $source, $hash, signs in and is rehashed with the configured cost',
    async ({ secret, hash }) => {
      await store(hash)
      for (const wrong of [`${secret.slice(1)}~`, `${secret} `, secret.toUpperCase(), hash]) {
        if (wrong !== secret) expectProblem(await signIn(wrong), 401, 'invalid_credentials')
      }
      expect(await stored(), 'a wrong password changes nothing').toBe(hash)

      expect((await signIn(secret)).status).toBe(200)
      const now = await stored()
      if (hash.startsWith('$2b$04$')) expect(now).toBe(hash)
      else expect(now.slice(0, 7)).toBe('$2b$04$')
      expect(await bcrypt.compare(secret, now)).toBe(true)
      expect((await signIn(secret)).status).toBe(200)
      expect(await stored(), 'once').toBe(now)
    },
  )

  test('verifies the current password', async () => {
    const { secret, hash } = vectors[0] ?? { secret: '', hash: '' }
    await store(hash)
    const { status } = await service.post(
      '/api/auth/change-password',
      { current_password: secret, new_password: password },
      { token: alice.token },
    )
    expect(status).toBe(200)
  })

  test('of a password cut at 72 bytes does not match a longer password', async () => {
    const { secret, hash } = vectors[3] ?? { secret: '', hash: '' }
    await store(hash)
    for (const more of ['x', 'chars after 72 are ignored', '\0']) {
      expectProblem(await signIn(secret + more), 401, 'invalid_credentials')
    }
  })

  test('of the empty password never signs in', async () => {
    await store('$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy')
    expectProblem(await signIn(''), 400, 'invalid_input')
    expectProblem(await signIn('\0'), 401, 'invalid_credentials')
  })
})

const salted = 'CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
const opens = `$2a$05$${salted}`
/** Stored hashes that a careless parser might accept. */
const unusable: Record<string, string | null> = {
  nothing: null,
  empty: '',
  'a word': 'x',
  'the mark of a locked account': '!',
  'the password itself': 'U*U',
  'only the prefix': '$2a$05$',
  'only the salt': '$2a$05$CCCCCCCCCCCCCCCCCCCCC.',
  'one character short': opens.slice(0, -1),
  'one character long': `${opens}A`,
  'followed by a line feed': `${opens}\n`,
  'preceded by a space': ` ${opens}`,
  'followed by NUL': `${opens}\0`,
  'locked with a mark in front': `!${opens}`,
  repeated: opens + opens,
  'without a minor version': `$2$05$${salted}`,
  'of the broken version x': `$2x$05$${salted}`,
  'of an unknown version': `$2z$05$${salted}`,
  'of version 3': `$3a$05$${salted}`,
  'without a salt': '$2a$05$$E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  'with a salt in another alphabet': `$2a$05$${salted.replace('CC', '+=')}`,
  'with a digest in another alphabet': `$2a$05$${salted.slice(0, -2)}+=`,
  'with look-alike characters': opens.replace('$2a', '＄２ａ'),
  'with a cost of one digit': `$2a$5$${salted}A`,
  'with a cost in hexadecimal': `$2a$0x$${salted}`,
  'with a negative cost': `$2a$-5$${salted}`,
  'with cost 00': `$2a$00$${salted}`,
  'with cost 03': `$2a$03$${salted}`,
  'with cost 16': `$2a$16$${salted}`,
  'with cost 20': `$2a$20$${salted}`,
  'with cost 31': `$2a$31$${salted}`,
  'with cost 32': `$2a$32$${salted}`,
  'with cost 99': `$2a$99$${salted}`,
  MD5: '5f4dcc3b5aa765d61d8327deb882cf99',
  'MD5 crypt': '$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/',
  'SHA-512 crypt': `$6$saltstring$${'a'.repeat(86)}`,
  'argon2id with a terabyte': '$argon2id$v=19$m=1073741824,t=99999,p=1$c2FsdHNhbHQ$aGFzaGhhc2g',
  'scrypt with N = 2^62': '$scrypt$ln=62,r=8,p=1$c2FsdA$aGFzaA',
  'PBKDF2 with a billion iterations': 'pbkdf2_sha256$1000000000$salt$aGFzaA==',
  'of a megabyte': `$2a$05$${'C'.repeat(1_000_000)}`,
  'an SQL injection': "' or 1=1 --",
}

describe('a stored hash that is', () => {
  test.each(Object.entries(unusable))(
    '%s never signs in and costs one comparison of the configured cost',
    async (_, hash) => {
      await store(hash)
      const compare = vi.spyOn(bcrypt, 'compare')
      for (const secret of ['U*U', password, hash?.slice(0, 72) || 'x', 'decoy']) {
        compare.mockClear()
        expectProblem(await signIn(secret), 401, 'invalid_credentials')
        expect(compare.mock.calls.map(([, against]) => against.slice(0, 7))).toEqual(['$2b$04$'])
      }
      const answer = await service.post(
        '/api/auth/change-password',
        { current_password: 'U*U', new_password: password },
        { token: alice.token },
      )
      expectProblem(answer, 401, 'current_password_incorrect')
      expect(await stored(), 'nothing is rehashed').toBe(hash)
    },
  )

  test('unusable can be replaced with a reset link', async () => {
    await store(unusable['with cost 31'] ?? null)
    const token = await resetToken(service, address)
    const { status } = await service.post(
      '/api/auth/reset-password-with-token',
      { password },
      { token },
    )
    expect(status).toBe(200)
    expect((await signIn(password)).status).toBe(200)
  })
})

function store(hash: string | null): Promise<number> {
  return write('update accounts set password_hash = ? where id = ?', hash, alice.id)
}

async function stored(): Promise<string> {
  const query = env.DB.prepare('select password_hash from accounts where id = ?').bind(alice.id)
  return (await query.first<string>('password_hash')) as string
}

function signIn(secret: string) {
  // A random network, so that the rate limit does not apply.
  const headers = { 'CF-Connecting-IP': someAddress() }
  return service.post('/api/auth/login', { email: address, password: secret }, { headers })
}
