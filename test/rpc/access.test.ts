import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { LatchkeyRpc } from '../../worker/index.ts'
import { disable, freshDatabase, write } from '../support/database/rows.ts'
import { FaultyD1 } from '../support/faults/faults.ts'
import { type App, api, issuer, provider, signedInScene } from '../support/oauth/app.ts'
import type { Browser } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'
import type { Service } from '../support/requests/service.ts'

freshDatabase()

let service: Service
let alice: Person
let app: App
let browser: Browser
beforeEach(async () => {
  service = provider()
  ;({ alice, app, browser } = await signedInScene(service, { resources: [api] }))
})

/** What the service binding reports to the resource server about a token. */
async function accessOf(token: string, audience = api, at = service) {
  const context = createExecutionContext()
  const headers = { Authorization: `Bearer ${token}` }
  try {
    return await at.counted(() =>
      new LatchkeyRpc(context, at.env as unknown as Env).verifyAccess(
        new Request('https://api.example.com/things', { method: 'POST', headers }),
        audience,
      ),
    )
  } finally {
    await waitOnExecutionContext(context)
  }
}

/** An access token for our own API, without an OAuth client. */
async function ownToken(): Promise<string> {
  const created = service.post('/api/auth/access-token', { audience: api }, { token: alice.token })
  return (await service.expecting(200, created)).body.access_token
}

describe('verifyAccess', () => {
  it('returns account, client, scopes, level and methods of a token', async () => {
    const { access_token } = await app.signIn(browser, { scope: 'openid email', resource: api })
    expect(await accessOf(access_token)).toEqual({
      account: expect.objectContaining({ id: alice.id, email: 'alice@example.com', role: 'user' }),
      client_id: app.id,
      scopes: ['openid', 'email'],
      authentication: { acr: 'aal1', amr: ['pwd'], auth_time: expect.stringMatching(/Z$/) },
    })
  })

  it('returns the account and the level of a token without an OAuth client', async () => {
    expect(await accessOf(await ownToken())).toMatchObject({
      account: { id: alice.id },
      client_id: issuer,
      scopes: [],
      authentication: { acr: 'aal1', amr: ['pwd'] },
    })
  })

  it('takes one round trip', async () => {
    for (const token of [(await app.signIn(browser)).access_token, await ownToken()]) {
      await accessOf(token)
      service.trips = 0
      expect(await accessOf(token)).not.toBeNull()
      expect(service.trips).toBe(1)
    }
  })

  it('returns null at once when the grant or the session has ended, or the account is disabled', async () => {
    const { access_token } = await app.signIn(browser, { resource: api })
    const own = await ownToken()
    await browser.request('DELETE', `/api/auth/grants/${app.id}`)
    expect(await accessOf(access_token)).toBeNull()
    await service.delete('/api/auth/session', { token: alice.token })
    expect(await accessOf(own)).toBeNull()
    const again = (await app.signIn(browser, { scope: 'offline_access', resource: api }))
      .access_token
    expect(await accessOf(again)).not.toBeNull()
    await disable(alice.id)
    expect(await accessOf(again)).toBeNull()
  })

  it('returns null for another audience, another kind of token, an expired one, and with OAUTH off', async () => {
    const { access_token, id_token, refresh_token } = await app.signIn(browser, { resource: api })
    expect(await accessOf(access_token, 'https://mcp.example.com')).toBeNull()
    for (const token of [alice.token, id_token, refresh_token, `${access_token}x`, 'x', '']) {
      expect([token, await accessOf(token)]).toEqual([token, null])
    }
    expect(await accessOf(access_token, api, provider({ OAUTH: 'off' }))).toBeNull()
    await write('update grants set expires_at = 1')
    expect(await accessOf(access_token)).toBeNull()
  })

  it('returns the account as it is now, and null if its owner must do something first', async () => {
    const own = await ownToken()
    const { access_token } = await app.signIn(browser, { scope: 'offline_access', resource: api })
    await write("update accounts set role_id = 'admin' where id = ?", alice.id)
    const strict = provider({ SECOND_FACTOR: 'admins' })
    for (const token of [own, access_token]) {
      expect((await accessOf(token))?.account.role).toBe('admin')
      expect(await accessOf(token, api, strict)).toBeNull()
    }
    await write('update accounts set password_change_required = 1 where id = ?', alice.id)
    for (const token of [own, access_token]) expect(await accessOf(token)).toBeNull()
  })

  it('throws if storage fails, without the cause', async () => {
    const token = await ownToken()
    await accessOf(token)
    const faulty = new FaultyD1()
    const broken = provider({ DB: faulty.db })
    await accessOf(token, api, broken)
    faulty.arm({ mode: 'fails', trip: 1 })
    await expect(accessOf(token, api, broken)).rejects.toThrow(
      /^Latchkey cannot verify: storage_unavailable$/,
    )
  })
})
