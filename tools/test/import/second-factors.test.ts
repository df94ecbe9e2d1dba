import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { rootSecret } from '../../../test/support/accounts/forge.ts'
import { readCommand } from '../../bootstrap/commands.mjs'
import { run } from '../../commands/import/import.ts'
import { readBase32, readBetterAuth } from '../../commands/import/second-factors/secrets.ts'
import { inProcess } from '../support/in-process.ts'
import { database, type LocalDatabase, served } from '../support/rehearsal.ts'

/** What better-auth 1.7.25 stored, with this secret, for an account that it showed this secret as a QR code. */
const betterAuth = {
  secret: 'M4pZ8vQ1xT6nR3yK9wB2hL7cJ5gD0fSa',
  shown: 'LJFVQRK7JR4TKVDRNJSGSRSFOQYGK2CQPBEVARTJIRRHAURTORFA',
  row: {
    name: 'Ada',
    email: 'ada@example.com',
    emailVerified: false,
    createdAt: '2026-11-29T06:36:24.747Z',
    updatedAt: '2026-11-29T06:36:24.933Z',
    twoFactorEnabled: true,
    id: 'cfSXV0sEow9wGBFcPx2TDXiXLsJdZLKt',
    password:
      'b2b516325c127a0b9855a728089fca76:4ac8d649762d85c6c7af85efec2ab089cf3162a7ed24f3340796965eca2e6b42a15db9c36e44e979f183a9f665f365315b8da832b7f0d6357c019a930020841e',
    twoFactor: [
      {
        secret:
          'dccfb6a55f8d2f14b5f1eef9c7c48770fc2c8307dd17f8325f409491ff032f123a9ef45df6d6b17b6b5ea1eadb0d2391cdbf503c0fd1c12ab6b80ff70fbc821ff47dcccbfaa06542',
        userId: 'cfSXV0sEow9wGBFcPx2TDXiXLsJdZLKt',
        verified: true,
        failedVerificationCount: 0,
        id: 'raXLHRmRD8OAFqFnSv3XhQKRK7QtokVY',
      },
    ],
  },
}

/** The same with several secrets, in the form of BETTER_AUTH_SECRETS. */
const versioned = {
  secrets: '2:Qw7nT2xB9vK4mZ6pL1cR8yH3sJ5gD0fE,1:M4pZ8vQ1xT6nR3yK9wB2hL7cJ5gD0fSa',
  shown: 'IJRTG43OMJYDSSSHGRNHK6RNLB2HOQTFOJATI6JTHBIE6QJWMJ4A',
  sealed:
    '$ba$2$9fdb7a0af49af805b2633305ff1d26fe76ab0361620ff5ec109aa3cea97602c8353710ced18b76a3750b7158f5f7f6bb91557197c367865e532000eea9f8c3332098bf6ab633e73c',
}

/** A row of `auth.users` with its rows of `auth.mfa_factors`, as row_to_json writes them. */
const supabase = {
  shown: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  row: {
    id: '2f1c7c0e-6d5b-4f0a-9b43-0f6a3d1e8c57',
    email: 'sue@example.com',
    // The password is "password".
    encrypted_password:
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    email_confirmed_at: '2026-01-05T09:12:44.1234+00:00',
    created_at: '2026-01-05T09:12:40.5678+00:00',
    factors: [
      factorRow({ status: 'unverified', secret: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU' }),
      factorRow({ created_at: '2026-02-01T08:00:00+00:00', friendly_name: 'Phone: new 📱' }),
      factorRow({ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', friendly_name: 'Old phone' }),
      factorRow({ factor_type: 'phone', secret: null, phone: '15551234567' }),
    ],
  },
}

/** A user as `kc.sh export` writes it, with the credential that Keycloak 26 stored for the password "secret". */
const keycloakUser = {
  id: '5b1d2f3e-9a0c-4d7e-8f6a-1b2c3d4e5f60',
  username: 'kay',
  email: 'kay@example.com',
  enabled: true,
  totp: true,
  credentials: [
    {
      type: 'password',
      createdDate: 1_728_032_747_823,
      secretData:
        '{"value":"xKjWvB9+0sSP6wTqI1JoEI7w+iA0x9VDhPgmrOHRG80=","salt":"LRScGShC7shkdoU5B1UgUQ==","additionalParameters":{}}',
      credentialData:
        '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}',
    },
    {
      type: 'otp',
      credentialData:
        '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}',
      secretData: '{"value":"Ckq3vN8xQ1pYw6RtB5mL"}',
    },
  ],
}

function factorRow(changes: object) {
  return {
    id: '7f0d2a5c-3b1e-4c8d-a6f2-9e4b7c1d5a30',
    user_id: '2f1c7c0e-6d5b-4f0a-9b43-0f6a3d1e8c57',
    friendly_name: '',
    factor_type: 'totp',
    status: 'verified',
    created_at: '2026-01-06T08:00:00+00:00',
    updated_at: '2026-01-06T08:00:30+00:00',
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    phone: null,
    last_challenged_at: null,
    ...changes,
  }
}

before(() => {
  process.env.LATCHKEY_ROOT_SECRET = rootSecret
  process.env.LATCHKEY_BETTER_AUTH_SECRET = betterAuth.secret
})
after(() => {
  delete process.env.LATCHKEY_ROOT_SECRET
  delete process.env.LATCHKEY_BETTER_AUTH_SECRET
})

let files = 0

/** Imports rows. Every call is another service, so that equal ids are different accounts. */
async function importRows(place: LocalDatabase, source: string, rows: object[], ...more: string[]) {
  files += 1
  const file = join(place.directory, `${files}.jsonl`)
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const args = [file, '--from', source, '--instance', String(files), ...more, ...place.where]
  return inProcess((given) => run(readCommand('import', given)), args)
}

function stored(place: LocalDatabase) {
  const query = `select email, label, last_step, confirmed_at, t.created_at as at, t.secret from accounts
    left join totp_factors t on t.account_id = accounts.id order by email`
  return place.rows((sqlite) =>
    sqlite
      .prepare(query)
      .all()
      .map((row) => ({ ...row })),
  )
}

test('an imported account needs the code of the authenticator app that it had', async () => {
  const place = await database()
  for (const [source, row] of [
    ['better-auth', betterAuth.row],
    ['supabase', supabase.row],
    [
      'plain',
      {
        id: 1,
        email: 'tom@example.com',
        password_hash: supabase.row.encrypted_password,
        totp_secret: 'jbsw y3dp-ehpk 3pxp',
      },
    ],
    [
      'clerk',
      {
        id: 'user_2ZZCgLE7kJG2CRBxTZ6YUIvzS10',
        primary_email_address: 'cleo@example.com',
        password_digest: supabase.row.encrypted_password,
        totp_secret: 'JBSWY3DPEHPK3PXP',
      },
    ],
    ['keycloak', keycloakUser],
  ] as const) {
    const { code, output } = await importRows(place, source, [row])
    assert.equal(code, 0, output)
    assert.match(output, /1 without_recovery_codes/)
  }
  const all = stored(place)
  const [ada, sue] = ['ada@example.com', 'sue@example.com'].map((email) =>
    all.find((each) => each.email === email),
  )
  assert.equal(ada?.label, '')
  assert.equal(sue?.label, 'Phone: new 📱')
  assert.equal(sue?.at, Date.parse('2026-02-01T08:00:00Z'))
  const database_ = JSON.stringify(stored(place))
  for (const secret of [betterAuth.shown, supabase.shown]) assert.ok(!database_.includes(secret))

  const instance = await served(place)
  for (const [email, password, shown] of [
    ['ada@example.com', 'correct horse battery', betterAuth.shown],
    ['sue@example.com', 'password', supabase.shown],
    ['tom@example.com', 'password', 'JBSWY3DPEHPK3PXP'],
    ['cleo@example.com', 'password', 'JBSWY3DPEHPK3PXP'],
    // Keycloak's secret is text whose bytes are the key.
    ['kay@example.com', 'secret', Secret.fromUTF8('Ckq3vN8xQ1pYw6RtB5mL').base32],
  ] as const) {
    const totp = new TOTP({ secret: Secret.fromBase32(shown) })
    assert.equal(await instance.signIn(email, password), undefined, email)
    assert.equal(await instance.signIn(email, `${password} 000000`), undefined, email)
    const code = totp.generate()
    assert.ok(await instance.signIn(email, `${password} ${code}`), email)
    assert.equal(await instance.signIn(email, `${password} ${code}`), undefined, email)
  }
  await instance.stop()
})

const { twoFactor, ...user } = betterAuth.row
const [factor] = twoFactor

/** Rows whose second factor cannot be imported. */
const unusable: [source: string, row: object, detail: RegExp][] = [
  ['better-auth', { ...user, twoFactor: [] }, /no TOTP secret/],
  ['better-auth', user, /no TOTP secret/],
  ['better-auth', { ...user, twoFactor: [{ ...factor, verified: false }] }, /no TOTP secret/],
  ['better-auth', { ...user, twoFactor: [{ secret: versioned.sealed }] }, /does not decrypt/],
  ['better-auth', { ...user, twoFactor: [{ secret: 'plain text' }] }, /not encrypted/],
  [
    'supabase',
    { ...supabase.row, factors: [factorRow({ factor_type: 'phone' })] },
    /not an authenticator/,
  ],
  ['supabase', { ...supabase.row, factors: [factorRow({ secret: null })] }, /not base32/],
  [
    'supabase',
    { ...supabase.row, factors: [factorRow({ secret: '{"key_id":"a","alg":"aes-gcm-hkdf"}' })] },
    /not base32/,
  ],
  [
    'plain',
    {
      email: 'a@example.com',
      password_hash: supabase.row.encrypted_password,
      totp_secret: 'JBSWY3DP',
    },
    /too short/,
  ],
]

test('an account whose second factor cannot be imported is skipped, unless the user accepts its loss', async () => {
  const place = await database()
  for (const [source, row, detail] of unusable) {
    const { code, output } = await importRows(place, source, [row])
    assert.equal(code, 2, output)
    assert.match(output, /1 second_factor_unusable/)
    assert.match(output, detail)
  }
  assert.deepEqual(stored(place), [])
  const [first] = unusable
  const { code, output } = await importRows(
    place,
    first?.[0] ?? '',
    [first?.[1] ?? {}],
    '--without-second-factor',
  )
  assert.equal(code, 0, output)
  assert.match(output, /1 without_second_factor/)
  assert.deepEqual(
    stored(place).map(({ email, secret }) => [email, secret]),
    [['ada@example.com', null]],
  )
})

test('a factor that is not enabled is none', async () => {
  const place = await database()
  const rows = [
    { ...betterAuth.row, twoFactorEnabled: false },
    { ...user, id: 'b', email: 'bea@example.com', twoFactorEnabled: null },
  ]
  const imported = await importRows(place, 'better-auth', rows)
  assert.equal(imported.code, 0, imported.output)
  const factors = [factorRow({ status: 'unverified' })]
  const other = await importRows(place, 'supabase', [{ ...supabase.row, factors }])
  assert.equal(other.code, 0, other.output)
  assert.deepEqual(
    stored(place).map(({ secret }) => secret),
    [null, null, null],
  )
})

test('the command stops before it writes anything if a secret is missing', async () => {
  const place = await database()
  delete process.env.LATCHKEY_BETTER_AUTH_SECRET
  const withoutSecret = await importRows(place, 'better-auth', [betterAuth.row])
  process.env.LATCHKEY_BETTER_AUTH_SECRET = betterAuth.secret
  assert.equal(withoutSecret.code, 1)
  assert.match(withoutSecret.output, /LATCHKEY_BETTER_AUTH_SECRET.*--without-second-factor/)
  assert.deepEqual(stored(place), [])

  // Cloudflare shows no secrets, so a remote import needs it in the environment.
  delete process.env.LATCHKEY_ROOT_SECRET
  const file = join(place.directory, 'remote.jsonl')
  writeFileSync(file, JSON.stringify(supabase.row))
  const args = [file, '--from', 'supabase', '--remote']
  const remote = await inProcess((given) => run(readCommand('import', given)), args)
  process.env.LATCHKEY_ROOT_SECRET = rootSecret
  assert.equal(remote.code, 1)
  assert.match(remote.output, /LATCHKEY_ROOT_SECRET/)
})

test('a second run creates no second factor, and an account that is taken gets none', async () => {
  const place = await database()
  const [first, again] = [{ ...supabase.row }, { ...supabase.row, id: 'another' }]
  await importRows(place, 'supabase', [first])
  const before = stored(place)
  const { code, output } = await importRows(place, 'supabase', [again])
  assert.equal(code, 2, output)
  assert.deepEqual(stored(place), before)
})

test('better-auth: each of several secrets decrypts, and prefixed secrets are base32', () => {
  const read = readBetterAuth(versioned.sealed, versioned.secrets)
  assert.deepEqual(read, readBase32(versioned.shown))
  assert.deepEqual(
    readBetterAuth(betterAuth.row.twoFactor[0]?.secret, versioned.secrets),
    readBase32(betterAuth.shown),
  )
  assert.deepEqual(readBetterAuth(versioned.sealed, betterAuth.secret), {
    fault: 'LATCHKEY_BETTER_AUTH_SECRET does not decrypt the TOTP secret',
  })
})
