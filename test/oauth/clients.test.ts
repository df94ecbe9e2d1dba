import { beforeEach, describe, expect, it } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, everythingStored, freshDatabase, write } from '../support/database/rows.ts'
import { App, api, callback, provider } from '../support/oauth/app.ts'
import { Browser } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'

freshDatabase()

const service = provider()
const path = '/api/auth/clients'
let admin: Person
beforeEach(async () => {
  admin = await administrator()
})

const facts = { name: 'Notes', public: false, redirect_uris: [callback] }
const create = (changes = {}, { token } = admin) =>
  service.post(path, { ...facts, ...changes }, { token })
const patch = (id: string, json: object) =>
  service.request('PATCH', `${path}/${id}`, { json, token: admin.token })

describe('a client', () => {
  it('is registered with a secret that is shown once and not stored', async () => {
    const { status, body } = await create({ resources: [api], id_token_alg: 'ES256' })
    expect(status).toBe(201)
    expect(body).toEqual({
      client: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ...facts,
        post_logout_redirect_uris: [],
        resources: [api],
        id_token_alg: 'ES256',
        disabled: false,
        device_grant: false,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(await everythingStored()).not.toContain(body.client_secret)
    const one = await service.get(`${path}/${body.client.id}`, { token: admin.token })
    expect(one.body).toEqual({ client: body.client })
    const all = await service.get(path, { token: admin.token })
    expect(all.body).toEqual({ items: [body.client], next: null })
  })

  it('needs an address to return to, unless devices sign in to it', async () => {
    const none = { redirect_uris: [] }
    expect((await create(none)).body.errors).toMatchObject([{ path: 'redirect_uris' }])
    const { status, body } = await create({ ...none, device_grant: true })
    expect([status, body.client.device_grant]).toEqual([201, true])
    expect((await patch(body.client.id, none)).status).toBe(400)
    expect((await patch(body.client.id, { ...none, device_grant: true })).status).toBe(200)
    expect((await patch(body.client.id, { device_grant: false })).body.client.device_grant).toBe(
      false,
    )
  })

  it('that is public has no secret', async () => {
    const { body } = await create({ public: true })
    expect(body.client_secret).toBe(null)
    const rotated = await service.post(`${path}/${body.client.id}/secret`, undefined, {
      token: admin.token,
    })
    expectProblem(rotated, 409, 'client_is_public')
  })

  it.each([
    'http://app.example.com/callback',
    'https://user@app.example.com/callback',
    'https://user:secret@app.example.com/callback',
    'https://app.example.com/callback#fragment',
    'https://app.example.com\\@evil.example.com/callback',
    'https://*.example.com/callback',
    'https://app.example.com/*',
    'https://app%2eexample.com/callback',
    'https://APP.example.com/callback',
    'https://app.example.com:443/callback',
    'https://app.example.com/a/../callback',
    'https://bücher.example.com/callback',
    'http://localhost.example.com/callback',
    'http://127.0.0.1@evil.example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app:/callback',
    '/callback',
    'callback',
    '',
  ])('cannot register %s', async (uri) => {
    expectInvalid(await create({ redirect_uris: [uri] }), 'redirect_uris.0')
    const logout = await create({ post_logout_redirect_uris: [uri] })
    expectInvalid(logout, 'post_logout_redirect_uris.0')
  })

  it.each([
    'https://app.example.com',
    'https://app.example.com/',
    'https://app.example.com:8443/callback?tenant=1',
    'http://localhost/callback',
    'http://127.0.0.1:3000/callback',
    'http://[::1]/callback',
  ])('can register %s', async (uri) => {
    expect((await create({ redirect_uris: [uri] })).status).toBe(201)
  })

  it('has at least one redirect URI, and only resources of RESOURCES', async () => {
    expectInvalid(await create({ redirect_uris: [] }), 'redirect_uris')
    expectInvalid(await create({ resources: ['https://other.example.com'] }), 'resources')
    expectInvalid(await create({ name: ' ' }), 'name')
  })

  it('can be changed', async () => {
    const { client } = (await create()).body
    const other = 'https://app.example.com/other'
    const { body } = await patch(client.id, { name: 'Calendar', redirect_uris: [other] })
    expect(body.client).toMatchObject({ name: 'Calendar', redirect_uris: [other], public: false })
    expectProblem(await patch(client.id, {}), 400, 'no_changes')
    expectProblem(await patch('unknown', { name: 'x' }), 404, 'client_not_found')
  })

  it('gets a new secret, and the old one stops working', async () => {
    const app = await App.register(service, admin)
    const old = app.secret
    const browser = new Browser(service)
    await person('alice@example.com')
    await browser.signIn('alice@example.com')
    const tokens = await app.signIn(browser)
    const rotate = service.post(`${path}/${app.id}/secret`, undefined, { token: admin.token })
    app.secret = (await rotate).body.client_secret
    expect(app.secret).not.toBe(old)
    const refused = await app.refresh(tokens.refresh_token, { client_secret: old ?? '' })
    expect(refused.body.error).toBe('invalid_client')
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200)
  })

  it('can be deleted', async () => {
    const { client } = (await create()).body
    expect((await service.delete(`${path}/${client.id}`, { token: admin.token })).status).toBe(204)
    const again = await service.delete(`${path}/${client.id}`, { token: admin.token })
    expectProblem(again, 404, 'client_not_found')
  })

  it('is one of at most 500', async () => {
    const columns = 'id, name, redirect_uris, post_logout_redirect_uris, resources, id_token_alg'
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
      insert into clients (${columns}, created_at, updated_at)
      select 'client-' || i, 'x', '[]', '[]', '[]', 'RS256', 1, 1 from n`,
    )
    expectProblem(await create(), 409, 'too_many_clients')
    await write('delete from clients')
  })
})

describe('the administration of clients', () => {
  it('requires an administrator', async () => {
    const alice = await person('alice@example.com')
    expectProblem(await create({}, alice), 403, 'forbidden')
    expectProblem(await service.get(path, { token: alice.token }), 403, 'forbidden')
    expect(await countRows('clients')).toBe(0)
  })

  it('requires a recent proof for every change, and for no read', async () => {
    const { client } = (await create()).body
    await write('update sessions set proved_at = 1')
    const { token } = admin
    for (const answer of [
      await create(),
      await patch(client.id, { name: 'Evil' }),
      await service.post(`${path}/${client.id}/secret`, undefined, { token }),
      await service.delete(`${path}/${client.id}`, { token }),
    ]) {
      expectProblem(answer, 401, 'reauthentication_required')
    }
    expect((await service.get(path, { token })).body.items).toEqual([client])
  })

  it('is recorded in the audit log', async () => {
    const { client } = (await create()).body
    await patch(client.id, { name: 'Calendar' })
    await service.post(`${path}/${client.id}/secret`, undefined, { token: admin.token })
    await service.delete(`${path}/${client.id}`, { token: admin.token })
    const names = ['created', 'updated', 'secret_rotated', 'deleted']
    for (const name of names) {
      const where = 'event = ? and actor_id = ? and account_id is null and detail = ?'
      expect(await countRows('events', where, `client_${name}`, admin.id, client.id)).toBe(1)
    }
  })
})
