import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { authenticate, flag } from '../../../test/support/passkeys/authenticator.ts'
import { readCommand } from '../../bootstrap/commands.mjs'
import { run } from '../../commands/import/import.ts'
import { inProcess } from '../support/in-process.ts'
import {
  database,
  type LocalDatabase,
  password,
  type Served,
  served,
} from '../support/rehearsal.ts'

/** What better-auth 1.7.6 stored for the passkey of a user, at http://localhost:8787. */
const row = {
  name: 'Pia',
  email: 'pia@example.com',
  emailVerified: false,
  createdAt: '2026-11-29T09:11:10.322Z',
  updatedAt: '2026-11-29T09:11:10.322Z',
  id: 'v0gG9eLjU4mPqBVHD0aun0aK1HHEWgOF',
  password:
    'fb9714eb49d6d6570cbb001cf2e1fea7:a83b1146ccd66d0dbb01ca467a5d40d40c651d8a8378ab392ccebaf445a1c216356add74e04d89467bc82317080ce7f5dd84617fc2a5b487c69a51ebcec1043c',
  passkey: [
    {
      name: 'Phone',
      publicKey:
        'pQECAyYgASFYIDYNCfiwUaVqz+fCZdmd9v6Vp7wOaDsjRTX+OJ1McKm+IlggsYexho4v7DyWb0RrJihqHF7XJzTMyroXfMkpqeOzJWI=',
      userId: 'v0gG9eLjU4mPqBVHD0aun0aK1HHEWgOF',
      credentialID: '5t3iAKE0_l9_Rs9WQHB1P-mKFbi7lZVBx8c1GtK6YH4',
      counter: 0,
      deviceType: 'multiDevice',
      backedUp: true,
      transports: 'internal,hybrid',
      createdAt: '2026-11-29T09:11:10.381Z',
      aaguid: '00000000-0000-0000-0000-000000000000',
      id: 'r3PxFO11vkoQs1bzCNIJ2RND2TJsAbil',
    },
  ],
}
const [passkey] = row.passkey

/** The other half: the private key, and the user handle that better-auth chose for the authenticator and did not store. */
const authenticator = {
  alg: -7 as const,
  id: new Uint8Array(Buffer.from(passkey?.credentialID ?? '', 'base64url')),
  cose: [],
  privateKey: await crypto.subtle.importKey(
    'jwk',
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'Ng0J-LBRpWrP58Jl2Z32_pWnvA5oOyNFNf44nUxwqb4',
      y: 'sYexho4v7DyWb0RrJihqHF7XJzTMyroXfMkpqeOzJWI',
      d: '6zb9Y-hW1JNF_tJpa0vMDrWR-3q2Yl2WMbh4Rq0SSxQ',
    },
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  ),
  userHandle: 'bmEwMjlncDg1MG81cmxubG01b2tpN3poa2k2YzY3ZTU',
  counter: 0,
}

const site = { origin: 'http://localhost:8787', rpId: 'localhost' }

let files = 0

/** Imports rows of better-auth. */
async function importRows(place: LocalDatabase, rows: object[], where = place.where) {
  files += 1
  const file = join(place.directory, `${files}.jsonl`)
  writeFileSync(file, rows.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const args = [file, '--from', 'better-auth', ...where]
  return inProcess((given) => run(readCommand('import', given)), args)
}

function stored(place: LocalDatabase) {
  return place.rows((sqlite) => sqlite.prepare('select * from passkeys').all())
}

function accountsOf(place: LocalDatabase) {
  return place.rows((sqlite) => sqlite.prepare('select email from accounts').all().length)
}

async function signIn(instance: Served, userHandle = authenticator.userHandle) {
  const path = '/api/auth/session/passkey'
  const options = await instance.request<{ challenge: string }>('POST', `${path}/options`, {
    purpose: 'sign_in',
  })
  const { challenge } = options.body
  const flags = flag.up | flag.uv | flag.be | flag.bs
  const response = await authenticate(
    { ...authenticator, userHandle },
    { ...site, challenge, flags },
  )
  return instance.request<{ account?: { email: string }; acr?: string; code?: string }>(
    'POST',
    path,
    { passkey: response },
  )
}

test('a passkey of better-auth signs in to the imported account', async () => {
  const place = await database()
  const { code, output } = await importRows(place, [row])
  assert.equal(code, 0, output)
  assert.doesNotMatch(output, /report/)
  const [kept] = stored(place)
  assert.equal(kept?.label, 'Phone')
  assert.equal(kept?.rp_id, 'localhost')
  assert.equal(kept?.transports, 'hybrid internal')
  assert.equal(kept?.created_at, Date.parse('2026-11-29T09:11:10.381Z'))

  const instance = await served(place, { PUBLIC_URL: site.origin })
  const first = await signIn(instance)
  assert.equal(first.status, 201, JSON.stringify(first.body))
  assert.equal(first.body.account?.email, row.email)
  assert.equal(first.body.acr, 'aal2')
  const other = await signIn(instance, Buffer.from('another user').toString('base64url'))
  assert.deepEqual([other.status, other.body.code], [401, 'passkey_invalid'])
  assert.equal((await signIn(instance)).status, 201)
  assert.ok(await instance.signIn(row.email, password))
  await instance.stop()
})

test('an account with a passkey needs no password, and loses no password without a notice', async () => {
  const place = await database()
  const { password: hash, ...passwordless } = row
  const { passkey: keys, ...others } = row
  const other = { ...others, id: 'b', email: 'bea@example.com' }
  const { code, output } = await importRows(place, [passwordless, other])
  assert.equal(code, 0, output)
  assert.doesNotMatch(output, /report/)
  assert.equal(accountsOf(place), 2)
  const instance = await served(place, { PUBLIC_URL: site.origin })
  assert.equal((await signIn(instance)).status, 201)
  await instance.stop()

  const unsupported = {
    ...row,
    id: 'c',
    email: 'cia@example.com',
    password: 'unknown',
    passkey: keys,
  }
  const skipped = await importRows(place, [unsupported, { ...other, id: 'd', password: hash }])
  assert.equal(skipped.code, 2)
  assert.match(skipped.output, /1 hash_unsupported/)
  // A file without any hash is probably the wrong one.
  const hashless = await importRows(place, [passwordless])
  assert.equal(hashless.code, 1)
  assert.match(hashless.output, /No row has a password hash/)
})

/** Passkeys that could never sign in. */
const unusable: [reason: string, change: object][] = [
  ['an algorithm that is not supported', { publicKey: 'pQECAzgiIAIhWDA=' }],
  ['a key that is none', { publicKey: 'cGxhaW4gdGV4dA==' }],
  ['no key', { publicKey: null }],
  ['an id that is not base64url', { credentialID: 'a+b/' }],
  ['a padded id', { credentialID: 'YQ==' }],
  ['no id', { credentialID: '' }],
  ['an id that is too long', { credentialID: 'A'.repeat(1368) }],
]

test('passkeys that cannot sign in are not imported, and the report names their accounts', async () => {
  const place = await database()
  const rows = unusable.map(([, change], index) => ({
    ...row,
    id: `${index}`,
    email: `person-${index}@example.com`,
    passkey: [{ ...passkey, ...change }],
  }))
  const { code, output } = await importRows(place, rows)
  assert.equal(code, 0, output)
  assert.match(output, new RegExp(`${unusable.length} without_passkeys`))
  assert.deepEqual(stored(place), [])

  // wrangler.toml sets no PUBLIC_URL, so the domain of the deployed service is unknown.
  const remote = await importRows(place, [row], ['--remote', '--dry-run'])
  assert.equal(remote.code, 0, remote.output)
  assert.match(remote.output, /1 without_passkeys/)
})
