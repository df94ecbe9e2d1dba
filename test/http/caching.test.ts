import { expect, test } from 'vitest'
import { aliasPages, pages } from '../../worker/pages/access.ts'
import { administrator } from '../support/accounts/people.ts'
import { operations } from '../support/catalogue/states.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { Browser, type Visit } from '../support/requests/browser.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Workers Cache is in front of the Worker, and its key has the path and the query, but neither the host nor a header such as
 * Cookie. So it may store only what is the same for everyone: files whose URL contains a hash of their content.
 */
freshDatabase()

const vars = {
  OAUTH: 'on',
  DEVICE: 'on',
  CIMD: 'any',
  PUBLIC_URL: 'https://sign-in.test',
  ACCENT_COLOR: '#123456',
}

/** Statuses that are stored without Cache-Control (https://developers.cloudflare.com/workers/cache/configuration/). */
const storedByDefault = [200, 203, 204, 300, 301, 404, 405, 410, 414, 501]

/** Whether Workers Cache stores a response: the first of these headers decides. */
function isStored(status: number, headers: Headers): boolean {
  const control =
    headers.get('Cloudflare-CDN-Cache-Control') ??
    headers.get('CDN-Cache-Control') ??
    headers.get('Cache-Control')
  if (control === null) return headers.has('Expires') || storedByDefault.includes(status)
  return !/\b(no-store|private)\b/i.test(control)
}

/** The URL of a file that never changes: a hash is in its name, or in its query. */
const hashed = /^\/auth\/(assets\/[\w-]+-[\w-]{8}\.(js|css)|brand\.css\?v=[\w-]{8})$/

/** Every path that responds to GET, with paths that do not exist and paths that accept only other methods. */
function allPaths(files: string[]): string[] {
  const described = operations.map(({ path }) => path.replace(/\{\w+\}/g, 'some-value'))
  return [
    ...new Set([
      ...described,
      ...Object.keys(pages),
      ...Object.keys(aliasPages),
      ...[
        '/health',
        '/openapi.json',
        '/favicon.ico',
        '/auth/brand.css',
        '/auth/manifest.webmanifest',
      ],
      ...['/.well-known/change-password', '/.well-known/jwks.json', '/.well-known/webauthn'],
      ...['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
      ...['/oauth/authorize', '/oauth/authorize?client_id=none', '/oauth/device', '/auth/nothing'],
      ...[
        '/auth/assets/',
        '/auth/assets/gone-12345678.js',
        '/auth/brand/none.css',
        '/pages/en.html',
      ],
      ...['/nothing', '/api/auth/nothing', '/api/auth/%ff', '/auth/sign-in?next=/x', '/index.html'],
      ...files,
    ]),
  ]
}

async function filesOf(visit: Visit): Promise<string[]> {
  return [...visit.text.matchAll(/(?:src|href)="(\/auth\/[^"]+)"/g)].flatMap(([, url]) => url ?? [])
}

test('a response without Cache-Control would be stored, so that this test can fail', () => {
  expect(isStored(200, new Headers())).toBe(true)
  expect(isStored(302, new Headers())).toBe(false)
  expect(isStored(200, new Headers({ 'Cache-Control': 'no-cache' }))).toBe(true)
  const both = { 'Cache-Control': 'public, max-age=60', 'Cloudflare-CDN-Cache-Control': 'no-store' }
  expect(isStored(200, new Headers(both))).toBe(false)
})

test('only files whose URL contains a hash may be stored, on every path and for every caller', async () => {
  const service = new Service(vars)
  const { token } = await administrator('root@example.com')
  const guest = new Browser(service)
  const owner = new Browser(service)
  expect((await owner.signIn('root@example.com')).status).toBe(201)
  const files = await filesOf(await owner.open('/auth/account'))
  expect(files.filter((file) => hashed.test(file)).length).toBeGreaterThan(3)

  const stored = new Map<string, string[]>()
  const wrong: string[] = []
  const callers: [
    name: string,
    browser: Browser,
    method: string,
    headers?: Record<string, string>,
  ][] = [
    ['guest', guest, 'GET'],
    ['cookie', owner, 'GET'],
    ['bearer', guest, 'GET', { Authorization: `Bearer ${token}` }],
    ['wrong token', guest, 'GET', { Authorization: 'Bearer none' }],
    ['other origin', owner, 'GET', { Origin: 'https://evil.test' }],
    ['head', guest, 'HEAD'],
    ['head with cookie', owner, 'HEAD'],
  ]
  for (const path of allPaths(files)) {
    for (const [name, browser, method, headers] of callers) {
      const { status, headers: sent, text } = await browser.open(path, method, headers)
      if (sent.get('Cache-Control') === null) wrong.push(`${path} (${name}): no Cache-Control`)
      if (!isStored(status, sent)) continue
      const isRight = hashed.test(path) || path === '/auth/brand.css'
      if (!isRight || status !== 200 || !/immutable$/.test(sent.get('Cache-Control') ?? '')) {
        wrong.push(`${path} (${name}): ${status} ${sent.get('Cache-Control')}`)
      }
      if (sent.getSetCookie().length > 0) wrong.push(`${path} (${name}): Set-Cookie`)
      if (sent.has('Vary')) wrong.push(`${path} (${name}): Vary`)
      if (method === 'GET') stored.set(path, [...(stored.get(path) ?? []), text])
    }
  }
  expect(wrong).toEqual([])
  // Everyone gets the same.
  expect(stored.size).toBeGreaterThan(4)
  for (const [path, texts] of stored) expect(new Set(texts).size, path).toBe(1)
})

test('other methods and failures are not stored', async () => {
  const service = new Service(vars)
  const broken = new Service({ ...vars, DB: undefined })
  const misconfigured = new Service({ ...vars, REGISTRATION: 'sometimes' })
  const guest = new Browser(service)
  const files = await filesOf(await guest.open('/auth/sign-in'))
  for (const path of ['/auth/sign-in', '/api/auth/session', '/.well-known/jwks.json', ...files]) {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await guest.open(path, method)
      expect(isStored(status, headers), `${method} ${path}`).toBe(false)
    }
    for (const failing of [broken, misconfigured]) {
      const { status, headers } = await new Browser(failing).open(path)
      if (status === 200) expect(headers.get('Cache-Control')).toMatch(/immutable$/)
      else expect(isStored(status, headers), path).toBe(false)
    }
  }
})
