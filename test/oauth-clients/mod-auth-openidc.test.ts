import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../conformance/support/instance.ts'
import { longestWait } from '../support/patience.ts'
import { issuer, register, signUp } from './support/registration.ts'
import { UserAgent } from './support/user-agent.ts'

const apache = '/usr/sbin/apache2'
const modules = '/usr/lib/apache2/modules'
const isInstalled = existsSync(apache) && existsSync(`${modules}/mod_auth_openidc.so`)

// Debian and Ubuntu have the package libapache2-mod-auth-openidc. .ci/run installs it.
describe.skipIf(!isInstalled)("Apache's mod_auth_openidc", () => {
  let server: ChildProcess
  let origin: string
  let folder: string
  let alice: Awaited<ReturnType<typeof signUp>>

  beforeAll(async () => {
    alice = await signUp()
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    const { id, secret } = await register({ redirect_uris: [`${origin}/callback`] })
    // Apache reads the page as another user if root started it, and no other user can read the TMPDIR of the tests.
    folder = mkdtempSync('/tmp/latchkey-apache-')
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'index.html'), 'members only')
    const loaded = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'headers']
    writeFileSync(
      join(folder, 'apache.conf'),
      `${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
LoadModule auth_openidc_module ${modules}/mod_auth_openidc.so
User www-data
Group www-data
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/log
DocumentRoot ${folder}
DirectoryIndex index.html
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${id}
OIDCClientSecret ${secret}
OIDCRedirectURI ${origin}/callback
OIDCCryptoPassphrase some-passphrase-of-this-test
OIDCPKCEMethod S256
OIDCScope "openid email"
OIDCCookieSameSite On
<Location />
  AuthType openid-connect
  Require valid-user
  # Otherwise, it redirects only what looks like a visit of a browser.
  OIDCUnAuthAction auth true
  Header set X-Subject "%{OIDC_CLAIM_sub}e"
  Header set X-Email "%{OIDC_CLAIM_email}e"
</Location>
`,
    )
    server = spawn(apache, ['-X', '-f', join(folder, 'apache.conf')], { stdio: 'inherit' })
    const isUp = async () => {
      const answer = await fetch(origin, { redirect: 'manual' })
      expect(answer.status, readFileSync(join(folder, 'log'), 'utf8')).toBe(302)
    }
    await vi.waitFor(isUp, { timeout: longestWait, interval: 200 })
  })
  afterAll(async () => {
    server.kill()
    if (server.exitCode === null) await once(server, 'exit')
    rmSync(folder, { recursive: true })
  })

  it('signs in, and protects a page', async () => {
    const cookies = new Map<string, string>()
    const open = async (url: string | URL) => {
      const Cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const response = await fetch(url, { redirect: 'manual', headers: { Cookie } })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(name, value)
      }
      return response
    }
    const refused = await open(`${origin}/`)
    expect(await refused.text()).not.toContain('members only')
    const answer = await new UserAgent(alice).signIn(refused.headers.get('Location') ?? '')
    const back = await open(answer)
    expect([back.status, back.headers.get('Location')]).toEqual([302, `${origin}/`])
    const page = await open(`${origin}/`)
    expect([page.status, await page.text()]).toEqual([200, 'members only'])
    expect(page.headers.get('X-Email')).toBe(alice.email)
    expect(page.headers.get('X-Subject')).toBe(alice.id)
  })
})
