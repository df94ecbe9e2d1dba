import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as client from 'openid-client'
import { Strategy } from 'openid-client/passport'
import passport from 'passport'
import { describe, expect, it } from 'vitest'
import { callback, issuer, register, signUp } from './support/registration.ts'
import { UserAgent } from './support/user-agent.ts'

/* passport-openidconnect 0.1.2 has no PKCE, which every sign-in requires. This is the strategy that openid-client has for passport. */
describe("passport with openid-client's strategy", () => {
  it('signs in', async () => {
    const alice = await signUp()
    const { id, secret } = await register({ redirect_uris: [callback] })
    const execute = [client.allowInsecureRequests]
    const config = await client.discovery(new URL(issuer), id, secret, undefined, { execute })

    const session = {}
    let failure: unknown
    const server = createServer((incoming, outgoing) => {
      const { port } = server.address() as AddressInfo
      const request = Object.assign(incoming, {
        session,
        protocol: 'http',
        host: `127.0.0.1:${port}`,
        originalUrl: incoming.url,
      })
      const strategy = new Strategy(
        {
          config,
          name: 'latchkey',
          scope: 'openid email',
          callbackURL: `http://127.0.0.1:${port}/callback`,
        },
        (tokens, verified) => verified(null, tokens.claims()),
      )
      const authenticate = passport.authenticate(strategy, { session: false })
      authenticate(request, outgoing, (error: unknown) => {
        failure = error
        outgoing.end(JSON.stringify(Reflect.get(request, 'user') ?? null))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const start = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })
    const answer = await new UserAgent(alice).signIn(start.headers.get('Location') ?? '')
    const end = await fetch(answer, { redirect: 'manual' })
    expect(failure).toBe(undefined)
    expect(await end.json()).toMatchObject({ sub: alice.id, email: alice.email, aud: id })
    server.close()
  })
})
