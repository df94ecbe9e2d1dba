import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toAccount } from '../../commands/import/imported-account.ts'
import { type SourceName, sources } from '../../commands/import/sources/sources.ts'
import { parseVars } from '../../lib/settings.ts'

/* The awkward parts of the exports of Clerk, Auth.js, PocketBase and Keycloak. */

const bcrypt = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const now = Date.parse('2026-11-21T12:00:00Z')
const settings = await parseVars({})

function convert(source: SourceName, row: object, withoutPassword = true) {
  const options = { source, instance: '', settings, now, admins: true, withoutPassword }
  return toAccount(sources[source].facts({ ...row }, {}), {
    ...options,
    withoutSecondFactor: false,
  })
}

function importRow(source: SourceName, row: object) {
  const result = convert(source, row)
  assert.ok('account' in result, JSON.stringify(result))
  return {
    ...result.account,
    changes: result.changes.filter((each) => each !== 'without_password'),
  }
}

const clerk = { id: 'user_1', primary_email_address: 'ada@example.com', password_digest: bcrypt }
const address = (id: string, email_address: string, status: string) => ({
  id,
  email_address,
  verification: { status, strategy: 'email_code' },
})

test('clerk: an address is verified only if the export says so', () => {
  const isVerified = (row: object) => {
    const { email, emailVerifiedAt } = importRow('clerk', row)
    assert.equal(email, 'ada@example.com')
    return emailVerifiedAt !== null
  }
  assert.equal(isVerified(clerk), false)
  assert.equal(isVerified({ ...clerk, verified_email_addresses: 'other@example.com' }), false)
  assert.equal(isVerified({ ...clerk, unverified_email_addresses: 'ada@example.com' }), false)
  assert.equal(
    isVerified({ ...clerk, verified_email_addresses: 'x@example.com|ada@example.com' }),
    true,
  )
  // An older export has one column.
  assert.equal(
    isVerified({ id: 'user_1', email_addresses: 'ada@example.com|b@example.com' }),
    false,
  )
  for (const status of ['verified', 'unverified']) {
    const email_addresses = [
      address('idn_2', 'other@example.com', 'verified'),
      address('idn_1', 'ada@example.com', status),
    ]
    const row = { id: 'user_1', primary_email_address_id: 'idn_1', email_addresses }
    assert.equal(isVerified(row), status === 'verified')
  }
  // `clerk migrate export` lists only the addresses that are not verified.
  const exported = { userId: 'user_1', email: 'ada@example.com', emailAddresses: ['b@example.com'] }
  assert.equal(isVerified(exported), true)
  assert.equal(isVerified({ ...exported, unverifiedEmailAddresses: ['ada@example.com'] }), false)
})

test('clerk: without a primary address a verified one is taken; further ones are reported', () => {
  const several = importRow('clerk', {
    id: 'user_1',
    verified_email_addresses: 'b@example.com',
    unverified_email_addresses: 'a@example.com',
  })
  assert.equal(several.email, 'b@example.com')
  assert.deepEqual(several.changes, ['without_other_emails'])
  const one = { ...clerk, verified_email_addresses: 'ada@example.com' }
  assert.deepEqual(importRow('clerk', one).changes, [])
  assert.deepEqual(convert('clerk', { id: 'user_1', primary_phone_number: '+15551234567' }), {
    skip: 'no_identifier',
  })
})

test('clerk: a banned user is disabled, and metadata that users write grants no role', () => {
  assert.equal(importRow('clerk', { ...clerk, banned: true }).disabledAt, now)
  assert.equal(importRow('clerk', { ...clerk, locked: true }).disabledAt, null)
  const roleOf = (metadata: object) => importRow('clerk', { ...clerk, ...metadata }).roleId
  assert.equal(roleOf({ unsafe_metadata: { role: 'admin' } }), 'user')
  assert.equal(roleOf({ public_metadata: { role: 'admin' } }), 'admin')
})

test('the id of an account is the one that docs/migrating computes', () => {
  const id = 'user_2YDryYFVMM1W1plDDKz7Gzf4we6'
  assert.equal(importRow('clerk', { ...clerk, id }).id, '0adbdfe4-83fb-865d-81b2-1e2baad6188e')
})

test('clerk: a digest of another algorithm needs --without-password', () => {
  const row = {
    ...clerk,
    password_digest: '5f4dcc3b5aa765d61d8327deb882cf99',
    password_hasher: 'md5',
  }
  const result = convert('clerk', row, false)
  assert.equal('skip' in result && result.skip, 'hash_unsupported')
})

test('authjs: users without a column for passwords need --without-password', () => {
  const row = { id: 'cm1', name: null, email: 'ada@example.com', emailVerified: null, image: null }
  assert.deepEqual(convert('authjs', row, false), { skip: 'no_password' })
  const account = importRow('authjs', row)
  assert.deepEqual([account.emailVerifiedAt, account.passwordHash], [null, null])
})

test('pocketbase: superusers are administrators, and the name of an avatar is no picture', () => {
  const row = { id: 'a', email: 'ada@example.com', created: '2024-03-01 10:00:00.123Z' }
  const admin = importRow('pocketbase', { ...row, avatar: 3, collectionName: '_admins' })
  assert.deepEqual([admin.roleId, admin.changes], ['admin', []])
  assert.equal(admin.emailVerifiedAt, Date.parse('2024-03-01T10:00:00.123Z'))
  const user = importRow('pocketbase', { ...row, verified: 0, avatar: 'a_x1.png', username: '' })
  assert.deepEqual([user.roleId, user.emailVerifiedAt], ['user', null])
  assert.deepEqual(user.changes, ['picture_dropped'])
})

const credential = (data: object, value = 'MDEyMzQ1Njc4OWFiY2RlZg==') => ({
  type: 'password',
  credentialData: JSON.stringify(data),
  secretData: JSON.stringify({ value, salt: 'LRScGShC7shkdoU5B1UgUQ==' }),
})
const keycloak = { id: 'k', username: 'kay', enabled: true }

test('keycloak: hashes beyond the limits of a Worker need --without-password', () => {
  const pbkdf2 = { algorithm: 'pbkdf2-sha512', hashIterations: 210_000 }
  for (const data of [
    pbkdf2,
    { ...pbkdf2, hashIterations: undefined },
    { algorithm: 'pbkdf2', hashIterations: 20_000 },
    { algorithm: 'argon2', hashIterations: 5 },
  ]) {
    const row = { ...keycloak, credentials: [credential(data)] }
    const result = convert('keycloak', row, false)
    assert.equal('skip' in result && result.skip, 'hash_unsupported', JSON.stringify(data))
    assert.equal(importRow('keycloak', row).passwordHash, null)
  }
  // An extension for bcrypt stores the whole hash.
  const row = { ...keycloak, credentials: [credential({ algorithm: 'bcrypt' }, bcrypt)] }
  assert.equal(importRow('keycloak', row).passwordHash, bcrypt)
})

function otp(changes: object, secretData = '{"value":"Ckq3vN8xQ1pYw6RtB5mL"}') {
  const usual = { subType: 'totp', digits: 6, counter: 0, period: 30, algorithm: 'HmacSHA1' }
  return {
    credentials: [
      { type: 'otp', secretData, credentialData: JSON.stringify({ ...usual, ...changes }) },
    ],
  }
}

test('a second factor that cannot be imported is never lost silently', () => {
  const unusable: [source: SourceName, row: object, detail: RegExp][] = [
    ['clerk', { ...clerk, totp_enabled: true }, /use the CSV/],
    ['clerk', { ...clerk, two_factor_enabled: true }, /use the CSV/],
    ['clerk', { ...clerk, totp_secret: '0189' }, /not base32/],
    ['keycloak', { ...keycloak, credentials: [{ type: 'webauthn' }] }, /not an authenticator/],
    ['keycloak', { ...keycloak, ...otp({ digits: 8 }) }, /six digits/],
    ['keycloak', { ...keycloak, ...otp({ algorithm: 'HmacSHA256' }) }, /SHA-1/],
    ['keycloak', { ...keycloak, ...otp({ subType: 'hotp', period: 0 }) }, /SHA-1/],
    ['keycloak', { ...keycloak, ...otp({}, '{}') }, /too short/],
    ['keycloak', { ...keycloak, ...otp({ secretEncoding: 'BASE32' }, '{"value":"1"}') }, /base32/],
  ]
  for (const [source, row, detail] of unusable) {
    const result = convert(source, row)
    assert.ok('skip' in result, JSON.stringify(row))
    assert.equal(result.skip, 'second_factor_unusable')
    assert.match(result.detail ?? '', detail)
  }
  const base32 = otp({ secretEncoding: 'BASE32' }, '{"value":"JBSWY3DPEHPK3PXP"}')
  const { totp } = sources.keycloak.facts({ ...keycloak, ...base32 }, {})
  assert.deepEqual(
    totp && 'secret' in totp && totp.secret,
    Buffer.from('Hello!\xDE\xAD\xBE\xEF', 'latin1'),
  )
})

test('keycloak: service accounts are skipped, and passkeys are reported', () => {
  const service = { ...keycloak, serviceAccountClientId: 'backend' }
  assert.deepEqual(convert('keycloak', service), { skip: 'service_account' })
  const withPasskey = { ...keycloak, credentials: [{ type: 'webauthn-passwordless' }] }
  assert.deepEqual(importRow('keycloak', withPasskey).changes, ['without_passkeys'])
})

test('keycloak: only administrators of the server or of the realm are administrators', () => {
  const roleOf = (roles: object) => importRow('keycloak', { ...keycloak, ...roles }).roleId
  assert.equal(roleOf({ realmRoles: ['default-roles-acme', 'administrator'] }), 'user')
  assert.equal(roleOf({ realmRoles: ['admin'] }), 'admin')
  assert.equal(roleOf({ clientRoles: { 'realm-management': ['view-users'] } }), 'user')
  assert.equal(roleOf({ clientRoles: { app: ['realm-admin'] } }), 'user')
})
