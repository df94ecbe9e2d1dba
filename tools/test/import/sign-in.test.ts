import assert from 'node:assert/strict'
import { pbkdf2Sync, scryptSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import bcrypt from 'bcryptjs'
import { readCommand } from '../../bootstrap/commands.mjs'
import { run } from '../../commands/import/import.ts'
import { inProcess } from '../support/in-process.ts'
import { database, served } from '../support/rehearsal.ts'

const importFile = (args: string[]) => run(readCommand('import', args))

const password = 'correct hörse battery'
const salt = '00112233445566778899aabbccddeeff'
const scrypt = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 }
const keyOf = (text: string) => scryptSync(text.normalize('NFKC'), salt, 64, scrypt).toString('hex')
const key = keyOf(password)
/** Longer than the 72 bytes that bcrypt reads. */
const long = 'correct hörse battery staple '.repeat(5)
const signerKey =
  'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='

const keycloakSalt = 'LRScGShC7shkdoU5B1UgUQ=='
const argon2Parameters = {
  hashLength: ['32'],
  memory: ['7168'],
  type: ['id'],
  version: ['1.3'],
  parallelism: ['1'],
}

function keycloakUser(username: string, credentialData: object, value: string) {
  const secretData = { value, salt: keycloakSalt, additionalParameters: {} }
  const password = {
    type: 'password',
    secretData: JSON.stringify(secretData),
    credentialData: JSON.stringify(credentialData),
  }
  return { id: username, username, enabled: true, credentials: [password] }
}

/** A row of each source, and its password. */
const accounts = [
  {
    source: 'asta',
    row: { id: 1, username: 'ada', password_hash: await bcrypt.hash(password, 4) },
    name: 'ada',
    password,
  },
  {
    source: 'better-auth',
    row: { id: 'x', email: 'Bea@example.com', name: 'Bea', password: `${salt}:${key}` },
    name: 'bea@example.com',
    password,
  },
  {
    source: 'better-auth',
    row: { id: 'long', email: 'long@example.com', password: `${salt}:${keyOf(long)}` },
    name: 'long@example.com',
    password: long,
  },
  {
    // The example of Firebase's scrypt tool.
    source: 'firebase',
    row: {
      localId: 'f',
      email: 'user1@example.com',
      passwordHash:
        'lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==',
      salt: '42xEC-ixf3L2lw==',
    },
    name: 'user1@example.com',
    password: 'user1password',
  },
  {
    // The example of argon2's reference implementation.
    source: 'supabase',
    row: {
      id: 's',
      email: 'sue@example.com',
      encrypted_password:
        '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    },
    name: 'sue@example.com',
    password: 'password',
  },
  {
    // What Keycloak 26 stores for this password, with its default parameters.
    source: 'keycloak',
    row: keycloakUser(
      'kay',
      { algorithm: 'argon2', hashIterations: 5, additionalParameters: argon2Parameters },
      'xKjWvB9+0sSP6wTqI1JoEI7w+iA0x9VDhPgmrOHRG80=',
    ),
    name: 'kay',
    password: 'secret',
  },
  {
    // The parameters of Keycloak before version 24.
    source: 'keycloak',
    row: keycloakUser(
      'ken',
      { algorithm: 'pbkdf2-sha256', hashIterations: 27_500, additionalParameters: {} },
      pbkdf2Sync(password, Buffer.from(keycloakSalt, 'base64'), 27_500, 64, 'sha256').toString(
        'base64',
      ),
    ),
    name: 'ken',
    password,
  },
]

test('an imported account signs in with its old password, and with no other', async () => {
  const place = await database()
  for (const { source, row } of accounts) {
    const file = join(place.directory, `${source}.jsonl`)
    writeFileSync(file, `${JSON.stringify(row)}\n`)
    const args = [file, '--from', source, '--firebase-signer-key', signerKey, ...place.where]
    const { code, output } = await inProcess(importFile, args)
    assert.equal(code, 0, output)
  }
  const instance = await served(place)
  for (const { source, name, password } of accounts) {
    assert.equal(await instance.signIn(name, `${password}~`), undefined, source)
    assert.ok(await instance.signIn(name, password), source)
    // The first sign-in replaced the hash.
    assert.ok(await instance.signIn(name, password), source)
  }
  await instance.stop()
})

test('a hash that matches no password never signs in, even for an administrator', async () => {
  const place = await database()
  const file = join(place.directory, 'unmatchable.jsonl')
  const unmatchable = '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=====$c2FsdHNhbHQ=$===='
  writeFileSync(
    file,
    JSON.stringify({ id: 1, username: 'root', role: 'admin', password_hash: unmatchable }),
  )
  const skipped = await inProcess(importFile, [file, '--admins', ...place.where])
  assert.equal(skipped.code, 2, skipped.output)
  assert.match(skipped.output, /1 hash_unsupported/)
  assert.equal(
    place.rows((db) => db.prepare('select count(*) n from accounts').get()?.n),
    0,
  )

  const without = ['--admins', '--without-password']
  const imported = await inProcess(importFile, [file, ...without, ...place.where])
  assert.equal(imported.code, 0, imported.output)
  const stored = () => place.rows((db) => db.prepare('select password_hash from accounts').get())
  assert.equal(stored()?.password_hash, null)
  // An earlier version of the import may have stored such a hash.
  place.rows((db) => db.prepare('update accounts set password_hash = ?').run(unmatchable))
  const instance = await served(place)
  for (const given of [password, '====', 'x']) {
    assert.equal(await instance.signIn('root', given), undefined)
  }
  await instance.stop()
})
