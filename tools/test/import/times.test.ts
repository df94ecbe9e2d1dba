import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ImportOptions, toAccount } from '../../commands/import/imported-account.ts'
import { type SourceName, sources } from '../../commands/import/sources/sources.ts'
import { parseTime } from '../../commands/import/sources/times.ts'
import { parseVars } from '../../lib/settings.ts'

/* Creation times and email verifications are read, or reported as unreadable, and never replaced silently. */

const hash = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const now = Date.parse('2026-11-21T12:00:00Z')
const settings = await parseVars({ APIS: 'asta' })

/** Spellings of one time. */
const moment = Date.parse('2023-12-31T10:00:00Z')
const spellings = [
  ...['2023-12-31T10:00Z', '2023-12-31T10:00:00Z', '2023-12-31t10:00:00.000z', '2023-12-31 10:00'],
  ...['2023-12-31 10:00:00', '2023-12-31 10:00:00+00', '2023-12-31 10:00:00.000000+00:00'],
  ...['2023-12-31 12:30:00+0230', '2023-12-31T05:00:00-05:00', '2023-12-31 10:00:00 UTC'],
  ...['2023-12-31 10:00:00 +0000', '2023/12/31 10:00:00', '20231231T100000Z', '20231231100000'],
  ...['12/31/2023 10:00', '31/12/2023 10:00:00', '31.12.2023 10:00', '12/31/2023, 10:00:00 AM'],
  ...[
    'Sun, 31 Dec 2023 10:00:00 +0000',
    '31 Dec 2023 11:00 +0100',
    'Sun, 31 Dec 2023 10:00:00 GMT',
  ],
  ...['Sunday, 31-Dec-2023 10:00:00 GMT', '31 Dec 2023 05:00:00 EST', 'Sun Dec 31 10:00:00 2023'],
  'Sun Dec 31 2023 11:00:00 GMT+0100 (Central European Standard Time)',
  ...[moment, moment / 1000, moment * 1000, String(moment), String(moment / 1000)],
  ...[`${moment}000`, `${moment}000000`, `${moment / 1000}.0`],
  ...[{ $date: '2023-12-31T10:00:00Z' }, { $date: { $numberLong: String(moment) } }],
]

for (const spelling of spellings) {
  test(`${JSON.stringify(spelling)} is parsed`, () => {
    assert.equal(parseTime(spelling), moment)
  })
}

test('a date is the start of the day, and fractions of a millisecond are truncated', () => {
  const day = Date.parse('2023-12-31T00:00:00Z')
  const days = ['2023-12-31', '12/31/2023', '31/12/2023', '20231231', 'December 31, 2023']
  for (const text of days) assert.equal(parseTime(text), day, text)
  assert.equal(parseTime('05/05/2023'), Date.parse('2023-05-05'), 'equal in both orders')
  assert.equal(parseTime('2023-12-31 10:00:00.123999+00'), moment + 123)
  assert.equal(parseTime('1704016800.1239'), moment + 123)
  assert.equal(parseTime('12/31/2023 12:00 AM'), day)
  assert.equal(parseTime('12/31/2023 12:00 PM'), day + 43_200_000)
})

/** Values that are not times, are ambiguous, or that only a careless parser accepts. */
const unreadable = [
  ...['soon', '01/02/2023', '1.2.2023', '12-11-2023', '13/13/2023', '12/31/23', '2023-02-30'],
  ...['2023-13-01', '2023-12-31T25:00:00Z', '2023-12-31 10:61', '0000-00-00 00:00:00'],
  ...['0001-01-01T00:00:00Z', '2023-12-31 24:00:00', 'infinity', '45291.5', '45291', 5, -1],
  ...['12/31/2023 13:00 PM', '12/31/2023 00:00 AM', '2023-W52-7', true, [], {}, { $date: 'x' }],
  ...['1'.repeat(30), '2'.repeat(2_000_000), `31 Dec 2023${' '.repeat(2_000_000)}x`],
]

function importRow(row: object, source: SourceName = 'plain') {
  const options: ImportOptions = {
    ...{ source, instance: '', settings, now },
    ...{ admins: false, withoutPassword: false, withoutSecondFactor: false },
  }
  const whole = { id: 1, email: 'a@x.test', password_hash: hash, ...row }
  const result = toAccount(sources[source].facts(whole, options), options)
  assert.ok('account' in result)
  return result
}

for (const value of unreadable) {
  test(`${JSON.stringify(value).slice(0, 40)} is reported as an unreadable creation time and verification`, () => {
    assert.equal(parseTime(value), undefined)
    const { account, changes } = importRow({ created_at: value })
    assert.deepEqual([account.createdAt, changes], [now, ['created_now']])
    if (value === true) return
    const verification = importRow({ created_at: moment, email_verified: value })
    assert.deepEqual(
      [verification.account.emailVerifiedAt, verification.changes],
      [null, ['unverified']],
    )
  })
}

test('a creation time in the future or before 1970 is reported', () => {
  for (const created_at of ['2999-01-01', '1960-01-01', 4e9]) {
    const { account, changes } = importRow({ created_at })
    assert.deepEqual([account.createdAt, changes], [now, ['created_now']])
  }
})

test('an email verification is a boolean in any spelling, or a time', () => {
  const verifiedAt = (email_verified: unknown) => {
    const { account, changes } = importRow({ created_at: moment - 5, email_verified })
    assert.deepEqual(changes, [], JSON.stringify(email_verified))
    return account.emailVerifiedAt
  }
  for (const yes of [true, 1, '1', 't', 'TRUE', 'yes', 'Y', 'on', ' true ']) {
    assert.equal(verifiedAt(yes), moment - 5, JSON.stringify(yes))
  }
  for (const no of [false, 0, '0', 'f', 'FALSE', 'no', 'N', 'off', null, undefined, '']) {
    assert.equal(verifiedAt(no), null, JSON.stringify(no))
  }
  assert.equal(verifiedAt('12/31/2023 10:00'), moment)
  assert.equal(verifiedAt('2999-01-01'), moment - 5, 'a future time means verified')
})

test('other sources report it too', () => {
  for (const [source, column] of [
    ['supabase', 'email_confirmed_at'],
    ['lncrawl', 'is_verified'],
    ['auth0', 'email_verified'],
  ] as const) {
    const given = { encrypted_password: hash, created_at: 'soon', [column]: 'perhaps' }
    const { account, changes } = importRow(given, source)
    assert.equal(account.emailVerifiedAt, null)
    assert.deepEqual(changes, ['created_now', 'unverified'], source)
  }
})

test('an account whose disabled state is unreadable is disabled, and reported', () => {
  for (const [source, column] of [
    ['plain', 'disabled'],
    ['lncrawl', 'is_active'],
    ['auth0', 'blocked'],
    ['better-auth', 'banned'],
  ] as const) {
    const given = { password: hash, created_at: moment, [column]: 'perhaps' }
    const { account, changes } = importRow(given, source)
    assert.deepEqual([account.disabledAt, changes], [now, ['disabled_unclear']], source)
  }
})
