import { Auth, type AuthConfig, skipCSRFCheck } from '@auth/core'
import { describe, expect, it } from 'vitest'
import { issuer, register, signUp } from './support/registration.ts'
import { UserAgent } from './support/user-agent.ts'

const origin = 'https://app.example.com'

describe('@auth/core', () => {
  it('signs in with every check that it has', async () => {
    const alice = await signUp()
    const { id, secret = '' } = await register({
      redirect_uris: [`${origin}/auth/callback/latchkey`],
    })
    const config: AuthConfig = {
      basePath: '/auth',
      secret: 'a secret of the app only',
      trustHost: true,
      skipCSRFCheck,
      providers: [
        {
          ...{ id: 'latchkey', name: 'Latchkey', type: 'oidc', issuer },
          ...{ clientId: id, clientSecret: secret },
          checks: ['pkce', 'state', 'nonce'],
        },
      ],
    }
    const cookies = new Map<string, string>()
    const visit = async (path: string, init: RequestInit = {}) => {
      const Cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const answer = await Auth(
        new Request(origin + path, { ...init, headers: { Cookie } }),
        config,
      )
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(name, value)
      }
      return answer
    }
    const body = new URLSearchParams({ callbackUrl: `${origin}/welcome` })
    const start = await visit('/auth/signin/latchkey', { method: 'POST', body })
    const answer = await new UserAgent(alice).signIn(start.headers.get('Location') ?? '')
    const end = await visit(answer.pathname + answer.search)
    expect(end.headers.get('Location')).toBe(`${origin}/welcome`)
    const session = await (await visit('/auth/session')).json()
    expect(session.user).toMatchObject({ name: 'Alice Liddell', email: alice.email })
  })
})
