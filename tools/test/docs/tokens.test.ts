// The examples of docs/tokens.md in other languages, as the page has them.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { root, run } from '../../bootstrap/process.mjs'
import { tempDir } from '../../lib/files/temp-dir.ts'

const python = '/usr/bin/python3'
const { code: missing } = await run(python, ['-c', 'import jwt, cryptography']).catch(() => ({
  code: 1,
}))
const skip = missing === 0 ? false : 'PyJWT is not installed'

function example(language: string): string {
  const page = readFileSync(join(root, 'docs/tokens.md'), 'utf8')
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? ''
}

function shortHash(id: string): string {
  return createHash('sha256').update(id).digest().subarray(0, 12).toString('base64url')
}

test('the example in Python accepts a valid token, and refuses all others', { skip }, async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
  const iat = Math.floor(Date.now() / 1000)
  let list = ''
  const server = createServer(({ url }, response) => {
    response.end(url?.endsWith('jwks.json') ? JSON.stringify({ keys: [jwk] }) : list)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an AddressInfo.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sign = (typ: string, claims: object) =>
    new SignJWT({ iss: issuer, iat, exp: iat + 60, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ, kid: 'one' })
      .sign(privateKey)
  const subs = [{ sub: shortHash('bob'), before: iat }]
  list = await sign('revocations+jwt', { sids: [shortHash('s2')], grants: [shortHash('g')], subs })
  const token = (claims: object = {}, typ = 'at+jwt') =>
    sign(typ, {
      ...{ aud: 'https://api.example.com', sub: 'ada', sid: 's1', jti: 'j', client_id: issuer },
      ...claims,
    })
  const valid = await token()
  const tokens = [
    valid,
    await token({ sub: 'bob' }),
    await token({ sid: 's2' }),
    await token({ grant_id: 'g' }),
    await token({ aud: 'https://other.example.com' }),
    await token({ iss: 'https://other.example.com' }),
    await token({}, 'JWT'),
    list,
    `${valid.slice(0, -4)}AAAA`,
  ]
  const file = join(tempDir('python'), 'example.py')
  const text = example('python').replace('https://auth.example.com', issuer)
  const driver = `
for token in ${JSON.stringify(tokens)}:
    try:
        print(verify(token)["sub"])
    except jwt.PyJWTError:
        print("refused")
`
  writeFileSync(file, text + driver)
  const { code, output } = await run(python, [file])
  server.close()
  assert.equal(code, 0, output)
  assert.deepEqual(output.trim().split('\n'), ['ada', ...Array(8).fill('refused')])
})
