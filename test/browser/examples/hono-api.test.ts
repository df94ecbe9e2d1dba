// The API of examples/hono-api, which verifies the tokens of a running Latchkey by itself.
import { hc } from 'hono/client'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createClient } from '../../../client/client.ts'
import { createApiFetch } from '../../../examples/hono-api/api-fetch.ts'
import type { Api } from '../../../examples/hono-api/worker.ts'
import type { Running } from '../../conformance/support/instance.ts'
import { mainService } from '../../conformance/support/service.ts'
import { startApi } from '../support/example.ts'

const resource = 'https://api.sign-in.test'
const { service, root } = mainService()

let api: Running
beforeAll(async () => {
  api = await startApi(inject('base'), inject('main'), resource)
})
afterAll(() => api?.stop())

/** The API as an app calls it for a signed-in person. */
function apiOf(token: string) {
  const headers = { Authorization: `Bearer ${token}` }
  const client = createClient(inject('main').url, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, ...headers } }),
  })
  return hc<Api>(api.url, { fetch: createApiFetch(client, resource, api.url) })
}

it('The example hono-api refuses requests without a valid token', async () => {
  for (const headers of [{}, { Authorization: `Bearer ${root.token}` }]) {
    const refused = await fetch(`${api.url}/note`, { headers })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('WWW-Authenticate')).toMatch(/^Bearer /)
  }
  const preflight = await fetch(`${api.url}/note`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://app.test', 'Access-Control-Request-Method': 'PUT' },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('https://app.test')
})

it('The fetch of the example hono-api requests no token for another host', async () => {
  const client = createClient('', { fetch: () => Promise.reject(new Error('requested')) })
  const apiFetch = createApiFetch(client, resource)
  await expect(apiFetch('https://other.test/note')).rejects.toThrow('Not a URL of')
  await expect(apiFetch(`${resource}/note`)).rejects.toThrow('cannot be reached')
})

it('The example hono-api keeps a note for each account, and knows its role', async () => {
  const [ada, bob] = await Promise.all([service.person(), service.person()])
  const adas = apiOf(ada.token)
  const saved = await adas.note.$put({ json: { text: 'Buy milk' } })
  expect(saved.status).toBe(200)
  expect(await (await adas.note.$get()).json()).toEqual({ text: 'Buy milk' })
  expect(await (await apiOf(bob.token).note.$get()).json()).toEqual({ text: '' })

  expect((await adas.accounts.$get()).status).toBe(403)
  const listed = await apiOf(root.token).accounts.$get()
  expect(await listed.json()).toEqual({ accounts: [ada.id] })
})
