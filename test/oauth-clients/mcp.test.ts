import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  type OAuthClientProvider,
  UnauthorizedError,
} from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type {
  OAuthClientInformationMixed,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePort, type Running } from '../conformance/support/instance.ts'
import { Service } from '../conformance/support/service.ts'
import { startMcpServer } from './support/mcp-server.ts'
import { callback, issuer, register, signUp } from './support/registration.ts'
import { UserAgent } from './support/user-agent.ts'

const resource = inject('resource')
const service = new Service(inject('main'))

let alice: Awaited<ReturnType<typeof signUp>>
let server: Running
beforeAll(async () => {
  alice = await signUp()
  server = await startMcpServer(inject('base'), resource, issuer)
})
afterAll(() => server.stop())

describe("the MCP SDK's client", () => {
  it('signs in without registration, with the document at its client ID', async () => {
    const app = new DescribedApp('https://robot.apps.test/good/client.json')
    const agent = new UserAgent(alice)
    await expect(connect(app)).rejects.toBeInstanceOf(UnauthorizedError)
    expect(app.opened?.searchParams.get('client_id')).toBe(app.clientMetadataUrl)
    const answer = await agent.signIn(app.opened ?? '')
    expect(agent.answered).toEqual(['sign_in', 'consent'])
    const transport = new StreamableHTTPClientTransport(new URL(resource), { authProvider: app })
    await transport.finishAuth(answer.searchParams.get('code') ?? '')
    expect(await whoAmI(await connect(app))).toBe(alice.id)
    const [{ client }] = (await agent.request('GET', '/api/auth/grants')).body.items
    expect(client).toEqual({ id: app.clientMetadataUrl, name: 'Robot' })
  })

  it('finds the issuer from the 401 of a server, signs in, calls a tool and refreshes', async () => {
    const { id } = await register({
      public: true,
      redirect_uris: [callback],
      resources: [resource],
    })
    const app = new App(id)
    const refused = connect(app)
    await expect(refused).rejects.toBeInstanceOf(UnauthorizedError)
    const agent = new UserAgent(alice)
    const answer = await agent.signIn(app.opened ?? '')
    expect(app.opened?.searchParams.get('resource')).toBe(resource)

    const url = new URL(resource)
    const transport = new StreamableHTTPClientTransport(url, { authProvider: app })
    await transport.finishAuth(answer.searchParams.get('code') ?? '')
    const client = await connect(app)
    expect(await whoAmI(client)).toBe(alice.id)

    // A token that the server refuses is replaced with the refresh token.
    const before = app.saved?.refresh_token
    app.saved = { ...app.saved, access_token: 'expired', token_type: 'Bearer' }
    expect(await whoAmI(await connect(app))).toBe(alice.id)
    expect(app.saved?.refresh_token).not.toBe(before)
  })
})

describe('mcp-remote', () => {
  it('signs in and lists the tools', async () => {
    const { id } = await register({
      public: true,
      redirect_uris: ['http://localhost/oauth/callback'],
      resources: [resource],
    })
    const folder = mkdtempSync(join(inject('base'), 'mcp-remote-'))
    const program = join(import.meta.dirname, 'node_modules/mcp-remote/dist/client.js')
    const info = JSON.stringify({ client_id: id })
    const flags = ['--static-oauth-client-info', info, '--transport', 'http-only']
    // The port that it derives from the URL may be in use.
    const port = String(await freePort())
    const child = spawn(process.execPath, [program, resource, port, ...flags], {
      // No browser can be found.
      env: { HOME: folder, MCP_REMOTE_CONFIG_DIR: folder, PATH: folder },
    })
    const ended = once(child, 'close')
    let output = ''
    const printed = (what: RegExp) =>
      expect
        .poll(() => output)
        .toMatch(what)
        .then(() => what.exec(output)?.[0] ?? '')
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    try {
      const authorize = new RegExp(`${issuer}/oauth/authorize\\?\\S+`)
      const answer = await new UserAgent(alice).signIn(await printed(authorize))
      expect((await fetch(answer)).status).toBe(200)
      await printed(/who_am_i/)
    } finally {
      child.kill()
      await ended
    }
  })
})

describe('a server in another process', () => {
  /** What the server answers to a token: 401, or a status of MCP. */
  const statusOf = async (token: string) =>
    (await fetch(resource, { headers: { Authorization: `Bearer ${token}` } })).status

  it('refuses each of ten tokens at most 30 seconds after its session ended', async () => {
    const sessions = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const token = await service.signIn(alice.username)
        const created = service.post('/api/auth/access-token', { audience: resource }, { token })
        const { access_token } = (await service.expecting(200, created)).body
        return { token, accessToken: access_token as string }
      }),
    )
    const delays = await Promise.all(
      sessions.map(async ({ token, accessToken }, n) => {
        expect(await statusOf(accessToken)).not.toBe(401)
        // At different moments of the life of a list.
        await setTimeout(n * 1500)
        await service.expecting(200, service.post('/api/auth/logout', undefined, { token }))
        const ended = performance.now()
        while ((await statusOf(accessToken)) !== 401) {
          if (performance.now() - ended > 45_000) return Number.POSITIVE_INFINITY
          await setTimeout(250)
        }
        return performance.now() - ended
      }),
    )
    expect(Math.max(...delays)).toBeLessThan(31_000)
  })
})

/** An app in memory. */
class App implements OAuthClientProvider {
  readonly redirectUrl = callback
  readonly clientMetadata = { redirect_uris: [callback], scope: 'offline_access' }
  readonly id: string
  saved: OAuthTokens | undefined
  /** The URL that the app opened in the browser. */
  opened: URL | undefined
  private verifier = ''

  constructor(id: string) {
    this.id = id
  }

  clientInformation = () => ({ client_id: this.id, issuer })
  tokens = () => this.saved
  saveTokens = (tokens: OAuthTokens) => {
    this.saved = tokens
  }
  redirectToAuthorization = (url: URL) => {
    this.opened = url
  }
  saveCodeVerifier = (verifier: string) => {
    this.verifier = verifier
  }
  codeVerifier = () => this.verifier
}

/** The same without registration: the SDK takes the URL as client ID, because the metadata of the issuer allows it. */
class DescribedApp extends App {
  readonly clientMetadataUrl: string
  override clientInformation = () => this.information as ReturnType<App['clientInformation']>
  private information: OAuthClientInformationMixed | undefined

  constructor(url: string) {
    super(url)
    this.clientMetadataUrl = url
  }

  saveClientInformation = (information: OAuthClientInformationMixed) => {
    this.information = information
  }
}

async function connect(app: App): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(resource), { authProvider: app }))
  return client
}

async function whoAmI(client: Client): Promise<unknown> {
  const { content } = await client.callTool({ name: 'who_am_i' })
  return (content as { text: string }[])[0]?.text
}
