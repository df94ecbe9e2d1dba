import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ImportOptions, toAccount } from '../../commands/import/imported-account.ts'
import { isSourceName, type SourceName, sources } from '../../commands/import/sources/sources.ts'
import { parseTime } from '../../commands/import/sources/times.ts'
import { parseVars } from '../../lib/settings.ts'

const bcrypt = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const now = Date.parse('2026-11-21T12:00:00Z')
const born = Date.parse('2024-03-01T10:00:00Z')
const settings = await parseVars({ APIS: 'asta, asyncat, lncrawl, open-archiver, argon' })
const firebase = {
  signerKey:
    'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
  saltSeparator: 'Bw==',
  rounds: '8',
  memCost: '14',
}

function convert(source: SourceName, row: object, given: Partial<ImportOptions> = {}) {
  const defaults = { source, instance: '', settings, now, firebase, admins: true }
  const strict = { withoutPassword: false, withoutSecondFactor: false }
  const options = { ...defaults, ...strict, ...given }
  return toAccount(sources[source].facts({ ...row }, options), options)
}

/** Converts a row that must not be skipped. */
function importRow(source: SourceName, row: object, options: Partial<ImportOptions> = {}) {
  const result = convert(source, row, options)
  assert.ok('account' in result, JSON.stringify(result))
  return result
}

/** Converts a row that must be skipped. */
function skipRow(source: SourceName, row: object) {
  const result = convert(source, row)
  assert.ok('skip' in result, JSON.stringify(row))
  return result
}

const defaults = {
  username: null,
  email: null,
  emailVerifiedAt: null,
  passwordHash: bcrypt,
  passwordChangeRequired: false,
  roleId: 'user',
  firstName: null,
  lastName: null,
  picture: null,
  disabledAt: null,
  createdAt: born,
  locale: null,
  totp: null,
  recoveryCodes: [],
  passkeys: [],
  invitedBy: null,
}

const ada = { email: 'ada@example.com', firstName: 'Ada' }
const times = { created_at: '2024-03-01T10:00:00Z' }

/** A row of each source, and the account it becomes. */
const mapped: [source: SourceName, row: object, expected: object][] = [
  [
    'plain',
    {
      id: 7,
      username: 'ada',
      email: 'ada@example.com',
      email_verified: 'true',
      first_name: 'Ada',
      last_name: 'Lovelace',
      picture: 'https://example.com/a.png',
      role: 'admin',
      disabled: 't',
      created_at: '1709287200',
      password_hash: bcrypt,
    },
    {
      ...ada,
      username: 'ada',
      emailVerifiedAt: born,
      lastName: 'Lovelace',
      picture: 'https://example.com/a.png',
      roleId: 'admin',
      disabledAt: now,
    },
  ],
  [
    'better-auth',
    {
      id: 'x1',
      name: 'Ada',
      email: 'ada@example.com',
      emailVerified: 1,
      image: 'data:image/png;base64,AAAA',
      createdAt: '2024-03-01T10:00:00.000Z',
      role: 'user,admin',
      accounts: [
        { providerId: 'github', password: null },
        { providerId: 'credential', password: `${'ab'.repeat(16)}:${'cd'.repeat(64)}` },
      ],
    },
    {
      ...ada,
      emailVerifiedAt: born,
      roleId: 'admin',
      passwordHash: `${'ab'.repeat(16)}:${'cd'.repeat(64)}`,
    },
  ],
  [
    'better-auth',
    { id: 'x2', email: 'ada@example.com', name: 'Ada', banned: true, password: bcrypt, ...times },
    { ...ada, disabledAt: now },
  ],
  [
    'supabase',
    {
      id: '5cbbc43a-c9de-4782-b011-7019cde66475',
      email: 'ada@example.com',
      encrypted_password: bcrypt.replace('$2b', '$2a'),
      email_confirmed_at: '2024-03-02 10:00:00.123456+00',
      banned_until: '2999-01-01 00:00:00+00',
      raw_user_meta_data:
        '{"full_name":"Ada","avatar_url":"https://example.com/a.png","role":"admin"}',
      raw_app_meta_data: '{"provider":"email"}',
      role: 'authenticated',
      created_at: '2024-03-01 10:00:00+00',
    },
    {
      ...ada,
      emailVerifiedAt: born + 86_400_123,
      passwordHash: bcrypt.replace('$2b', '$2a'),
      picture: 'https://example.com/a.png',
      disabledAt: now,
    },
  ],
  [
    'firebase',
    {
      localId: 'abc',
      email: 'ada@example.com',
      emailVerified: true,
      displayName: 'Ada',
      passwordHash:
        'lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==',
      salt: '42xEC-ixf3L2lw==',
      createdAt: String(born),
      customAttributes: '{"admin":true}',
    },
    {
      ...ada,
      emailVerifiedAt: born,
      roleId: 'admin',
      passwordHash: `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${firebase.signerKey}$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==`,
    },
  ],
  [
    'auth0',
    {
      _id: { $oid: '5dea9f9c82dd7c0e76e4ec93' },
      email_verified: true,
      email: 'ada@example.com',
      passwordHash: bcrypt,
      password_set_date: { $date: '2024-03-01T10:00:00.000Z' },
      name: 'ada@example.com',
      given_name: 'Ada',
      blocked: true,
    },
    { ...ada, emailVerifiedAt: born, disabledAt: now },
  ],
  [
    'auth0',
    {
      _id: { $oid: '5dea9f9c82dd7c0e76e4ec94' },
      passwordHash: bcrypt,
      identifiers: [
        { type: 'email', value: 'ada@example.com', verified: true },
        { type: 'username', value: 'ada' },
      ],
      ...times,
    },
    { email: 'ada@example.com', username: 'ada', emailVerifiedAt: born },
  ],
  [
    'latchkey',
    {
      id: '5cbbc43a-c9de-8782-b011-7019cde66475',
      username: 'ada',
      email: 'ada@example.com',
      email_verified: true,
      email_verified_at: '2024-03-01T10:00:00.000Z',
      first_name: 'Ada',
      last_name: null,
      locale: 'pt-BR',
      role: 'admin',
      disabled: true,
      created_at: '2024-03-01T10:00:00.000Z',
      invited_by: '7f1cf847-b30b-48f8-b436-c31769b81545',
      password_hash: bcrypt,
      password_change_required: true,
    },
    {
      ...ada,
      username: 'ada',
      emailVerifiedAt: born,
      locale: 'pt-BR',
      roleId: 'admin',
      disabledAt: now,
      passwordChangeRequired: true,
      invitedBy: '7f1cf847-b30b-48f8-b436-c31769b81545',
    },
  ],
  [
    'clerk',
    {
      id: 'user_2YDryYFVMM1W1plDDKz7Gzf4we6',
      first_name: 'Ada',
      primary_email_address: 'ada@example.com',
      verified_email_addresses: 'old@example.com|ada@example.com',
      password_digest: bcrypt,
      password_hasher: 'bcrypt',
      created_at: born,
      private_metadata: '{"role":"admin"}',
    },
    { ...ada, emailVerifiedAt: born, roleId: 'admin' },
  ],
  [
    'authjs',
    {
      _id: { $oid: '5dea9f9c82dd7c0e76e4ec93' },
      name: 'Ada',
      email: 'ada@example.com',
      emailVerified: { $date: '2024-03-01T10:00:00.000Z' },
      image: 'https://example.com/a.png',
      hashedPassword: bcrypt,
      role: 'ADMIN',
      createdAt: '2024-03-01T10:00:00.000Z',
    },
    { ...ada, emailVerifiedAt: born, picture: 'https://example.com/a.png', roleId: 'admin' },
  ],
  [
    'pocketbase',
    {
      id: 'q1w2e3r4t5y6u7i',
      username: 'users48151',
      email: 'ada@example.com',
      emailVisibility: 0,
      verified: 1,
      name: 'Ada',
      avatar: 'photo_x7d1k2.png',
      password: bcrypt,
      created: '2024-03-01 10:00:00.000Z',
    },
    { ...ada, username: 'users48151', emailVerifiedAt: born },
  ],
  [
    'keycloak',
    {
      id: '8f2b0a11-3c4d-4e5f-8a6b-7c8d9e0f1a2b',
      username: 'ada@example.com',
      email: 'ada@example.com',
      firstName: 'Ada',
      emailVerified: true,
      enabled: false,
      createdTimestamp: born,
      requiredActions: ['UPDATE_PASSWORD'],
      clientRoles: { 'realm-management': ['realm-admin'] },
      credentials: [
        {
          type: 'password',
          secretData:
            '{"value":"xKjWvB9+0sSP6wTqI1JoEI7w+iA0x9VDhPgmrOHRG80=","salt":"LRScGShC7shkdoU5B1UgUQ=="}',
          credentialData:
            '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}',
        },
      ],
    },
    {
      ...ada,
      emailVerifiedAt: born,
      disabledAt: now,
      roleId: 'admin',
      passwordChangeRequired: true,
      passwordHash:
        '$argon2id$v=19$m=7168,t=5,p=1$LRScGShC7shkdoU5B1UgUQ$xKjWvB9+0sSP6wTqI1JoEI7w+iA0x9VDhPgmrOHRG80',
    },
  ],
  [
    'asta',
    { id: 'u-1', username: 'ada@example.com', password_hash: bcrypt, role: 'admin', ...times },
    { email: 'ada@example.com', roleId: 'admin' },
  ],
  [
    'asyncat',
    { id: 'a', email: 'ada@example.com', password_hash: bcrypt, name: 'Ada', ...times },
    ada,
  ],
  [
    'lncrawl',
    {
      id: 'l',
      email: 'ada@example.com',
      password: bcrypt,
      name: 'Ada',
      role: 'user',
      is_active: 0,
      is_verified: 1,
      created_at: born,
    },
    { ...ada, emailVerifiedAt: born, disabledAt: now },
  ],
  [
    'open-archiver',
    {
      id: 'clx1y2z3a0000b4d2',
      email: 'ada@example.com',
      first_name: 'Ada',
      last_name: 'Lovelace',
      password: bcrypt,
      role: { slug: 'predefined_super_admin' },
      createdAt: '2024-03-01T10:00:00.000Z',
    },
    { ...ada, lastName: 'Lovelace', roleId: 'admin' },
  ],
  [
    'argon',
    { id: 1, username: 'ada', password: bcrypt, permissions: '["admin"]', ...times },
    { username: 'ada', roleId: 'admin' },
  ],
]

for (const [source, row, expected] of mapped) {
  test(`a row of ${source} with ${Object.keys(row).length} columns is converted`, () => {
    const { id, keys, ...account } = importRow(source, row).account
    assert.deepEqual(account, { ...defaults, ...expected })
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    const names = [account.username, account.email].filter(Boolean)
    assert.deepEqual(
      keys.map(({ key }) => key),
      names,
    )
  })
}

test('every source is tested above', () => {
  assert.deepEqual(
    new Set(mapped.map(([source]) => source)),
    new Set(Object.keys(sources).filter(isSourceName)),
  )
})

test('an id depends only on the source, the instance and the id at the source', () => {
  const row = { id: 1, username: 'ada', password_hash: bcrypt }
  const idOf = (source: SourceName, given: object = row, options = {}) =>
    importRow(source, given, options).account.id
  assert.equal(idOf('asta'), idOf('asta', { ...row, id: '1', username: 'new', role: 'admin' }))
  const ids = [idOf('asta'), idOf('argon'), idOf('asta', { ...row, id: 2 })]
  ids.push(idOf('asta', row, { instance: 'other' }))
  assert.equal(new Set(ids).size, ids.length)
  const unnumbered = { username: 'Ada', password_hash: bcrypt }
  assert.equal(idOf('plain', unnumbered), idOf('plain', { ...unnumbered, username: 'ADA' }))
})

test('administrators are imported as users without --admins', () => {
  const row = { id: 1, username: 'ada', password_hash: bcrypt, role: 'admin' }
  const { account, changes } = importRow('plain', row, { admins: false })
  assert.deepEqual([account.roleId, changes], ['user', ['demoted']])
  for (const role of ['owner', 'ADMIN', 'superuser', true, { admin: true }, undefined]) {
    const { account, changes } = importRow('plain', { ...row, role })
    assert.deepEqual([account.roleId, changes], ['user', []])
  }
})

const plain = { id: 1, username: 'ada', password_hash: bcrypt }
const skipped = {
  no_identifier: [
    { ...plain, username: ' ' },
    { ...plain, username: { $ne: 1 } },
  ],
  username_invalid: [
    { ...plain, username: 'a' },
    { ...plain, username: "x'); drop table accounts; --" },
    { ...plain, username: 'ad\0a' },
    { ...plain, username: 'x'.repeat(65) },
    { ...plain, username: 'ada@x.test', email: 'bea@x.test' },
  ],
  email_invalid: [
    { ...plain, email: 'ada' },
    { ...plain, email: 'a\ud800@x.test' },
    { ...plain, email: `${'x'.repeat(300_000)}@x.test` },
  ],
  name_invalid: [
    { ...plain, name: 'a\0b' },
    { ...plain, name: 'a\nb' },
    { ...plain, first_name: 'a\ud800' },
    { ...plain, name: 'x'.repeat(201) },
  ],
  reserved: [
    { ...plain, username: 'ADMIN' },
    { ...plain, username: undefined, email: 'Admin@local' },
  ],
  no_password: [
    { ...plain, password_hash: '' },
    { ...plain, password_hash: null },
  ],
  hash_unsupported: [
    { ...plain, password_hash: 'hunter2hunter2' },
    { ...plain, password_hash: '$2b$31$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy' },
    {
      ...plain,
      password_hash: '$pbkdf2-sha256$i=600000,l=32$c2FsdA$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY',
    },
    { ...plain, password_hash: ['x'] },
    { ...plain, password_hash: [bcrypt] },
    { ...plain, password_hash: { hash: bcrypt } },
    { ...plain, password_hash: 7 },
    // Base64 that decodes to no bytes, to fewer than it seems to hold, or that no software would have written.
    ...[
      '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=====$c2FsdHNhbHQ=$====',
      '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS',
      '$scrypt$ln=14,r=8,p=5$MDEyMzQ1Njc4OWFiY2RlZg$AAAA',
      '$scrypt$ln=14,r=8,p=5$=$bSrJtjr5gxJ4edRXU+74HIKlliptv15fyW3CD02sNkw',
      '$pbkdf2-sha256$i=1000,l=64$MDEyMzQ1Njc4OWFiY2RlZg$bSrJtjr5gxJ4edRXU+74HIKlliptv15fyW3CD02sNkw',
      '$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$......................',
      '$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$AAAAAA',
      '$2b$10$N9qo8uLOickgx2ZMRZoMyfIjZAgcfl7p92ldGxad68LJZdL17lhWy',
      `${'a'.repeat(32)}:${'A'.repeat(128)}`,
    ].map((password_hash) => ({ ...plain, password_hash })),
  ],
}

for (const [reason, rows] of Object.entries(skipped)) {
  test(`${reason}: the row is skipped`, () => {
    for (const row of rows) assert.equal(skipRow('plain', row).skip, reason, JSON.stringify(row))
  })
}

test('an account that is deleted at the source is skipped', () => {
  const row = { id: 'x', email: 'ada@x.test', encrypted_password: bcrypt, deleted_at: '2024-01-01' }
  assert.equal(skipRow('supabase', row).skip, 'deleted_at_source')
})

test('the detail names the limit, and contains no part of a hash', () => {
  const [, , expensive] = skipped.hash_unsupported
  assert.ok(expensive)
  assert.match(
    skipRow('plain', expensive).detail ?? '',
    /iterations of PBKDF2 must be 1 to 100,000/,
  )
  for (const row of skipped.hash_unsupported) {
    const { detail = '' } = skipRow('plain', { ...row, role: 'admin' })
    assert.ok(detail !== '' && !detail.includes(String(row.password_hash)), detail)
  }
})

test('an account without a supported hash is imported only with --without-password', () => {
  for (const row of [...skipped.no_password, ...skipped.hash_unsupported]) {
    const { account, changes } = importRow('plain', row, { withoutPassword: true })
    assert.deepEqual([account.passwordHash, changes], [null, ['without_password']])
  }
  assert.equal(importRow('plain', plain, { withoutPassword: true }).account.passwordHash, bcrypt)
})

test('an expired ban and an unverified email address are ignored', () => {
  const row = { id: 'x', email: 'a@x.test', encrypted_password: bcrypt }
  const disabledAt = (banned_until: string) =>
    importRow('supabase', { ...row, banned_until }).account.disabledAt
  assert.equal(disabledAt('2020-01-01 00:00:00+00'), null)
  assert.equal(disabledAt('none'), null)
  assert.equal(disabledAt('infinity'), now)
  assert.equal(importRow('supabase', row).account.emailVerifiedAt, null)
})

test('common spellings of a time are parsed; a future creation time becomes the time of the import', () => {
  const spellings: unknown[] = [
    born,
    born / 1000,
    String(born),
    '2024-03-01T10:00:00Z',
    '2024-03-01 10:00:00',
  ]
  spellings.push('2024-03-01 12:30:00+02:30', '2024-03-01T11:00:00.000+0100', { $date: born })
  for (const spelling of spellings)
    assert.equal(parseTime(spelling), born, JSON.stringify(spelling))
  for (const none of [null, undefined, '', 'soon', '2024-99-99', Number.NaN, true]) {
    assert.equal(parseTime(none), undefined)
  }
  assert.equal(importRow('plain', { ...plain, created_at: '2999-01-01' }).account.createdAt, now)
})
