import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { expect, it } from 'vitest'
import { issuer, register, signUp, webCallback } from './support/registration.ts'
import { UserAgent } from './support/user-agent.ts'

const python = '/usr/bin/python3'
const isInstalled = spawnSync(python, ['-c', 'import authlib, requests']).status === 0

// Debian and Ubuntu have the package python3-authlib. .ci/run installs it.
it.skipIf(!isInstalled)('Authlib signs in, reads userinfo, refreshes and revokes', async () => {
  const alice = await signUp()
  const { id, secret = '' } = await register()
  const program = join(import.meta.dirname, 'support/sign_in.py')
  const child = spawn(python, [program, issuer, id, secret, webCallback], {
    // The instance of these tests has no certificate.
    env: { AUTHLIB_INSECURE_TRANSPORT: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => (await lines.next()).value ?? ''
  const answer = await new UserAgent(alice).signIn(await line())
  child.stdin.end(`${answer}\n`)
  const { claims, userinfo, ...others } = JSON.parse(await line())
  expect(claims).toMatchObject({ iss: issuer, aud: id, sub: alice.id, email: alice.email })
  expect(userinfo).toEqual({ sub: alice.id, email: alice.email, email_verified: false })
  expect(others).toEqual({ isNew: true, revoked: 200, after: 401 })
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
  expect(code).toBe(0)
})
