import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { scryptSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import bcrypt from 'bcryptjs'
import { root, run } from '../child.mjs'
import { node } from '../install.mjs'
import { randomSecret } from '../settings.mjs'

// A real database and a real Worker on it.
const directory = mkdtempSync(join(tmpdir(), 'latchkey-sign-in-'))
const storage = join(directory, 'state')
after(() => rmSync(directory, { recursive: true, force: true }))

const password = 'correct hörse battery'
const salt = '00112233445566778899aabbccddeeff'
const scrypt = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 }
const key = scryptSync(password.normalize('NFKC'), salt, 64, scrypt).toString('hex')
const signerKey =
  'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='

/** A file of each source, and the password that was known there. */
const people = [
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
    // The example of Firebase's own tool.
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
]

test('who is imported signs in with the password of before, and with no other', async (t) => {
  for (const { source, row } of people) {
    const file = join(directory, `${source}.jsonl`)
    writeFileSync(file, `${JSON.stringify(row)}\n`)
    const args = [file, '--from', source, '--persist-to', storage]
    const env = { LATCHKEY_FIREBASE_SIGNER_KEY: signerKey }
    const { code, output } = await run(node, [join(root, 'tools/import.mjs'), ...args], { env })
    assert.equal(code, 0, output)
  }
  const address = await serve(t)
  for (const { source, name, password } of people) {
    const signIn = async (secret) => {
      const answer = await fetch(`${address}/api/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username: name, password: secret }),
      })
      await answer.body.cancel()
      return answer.status
    }
    assert.equal(await signIn(`${password}~`), 401, source)
    assert.equal(await signIn(password), 200, source)
    // The hash has been replaced by one of ours now.
    assert.equal(await signIn(password), 200, source)
  }
})

/** Serves the Worker on a free port until the test ends; its address. */
async function serve(t) {
  const args = ['dev', '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0']
  args.push('--persist-to', storage, '--var', `JWT_SECRET:${randomSecret()}`, 'BCRYPT_COST:4')
  const program = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const child = spawn(node, [program, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  t.after(async () => {
    child.kill()
    await ended
  })
  return await new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
        const [, url] = /Ready on (http:\S+)/.exec(output) ?? []
        if (url) resolve(url)
      })
    }
    child.on('close', () => reject(new Error(output)))
  })
}
