import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { expectPage, it, signIn, signInOnPage } from '../support/fixtures.ts'

const { service } = mainService()
const { url } = service.instance

describe('A hostile page', () => {
  let server: Server
  beforeAll(async () => {
    server = createServer((_, answer) => {
      answer.setHeader('Content-Type', 'text/html')
      answer.end('<!doctype html><title>Hostile</title><link rel="icon" href="data:,">')
    })
    await new Promise<void>((resolve) => server.listen(0, () => resolve()))
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  /** Another port is the same site, whose requests include Lax cookies; another host is another site. */
  const hosts = ['localhost', '127.0.0.1']
  const origin = (host: string) => `http://${host}:${(server.address() as AddressInfo).port}`

  it.for(hosts)(
    'on %s cannot act with the cookie by fetch, nor read anything',
    async (host, { newPage }) => {
      const { username, token } = await service.person()
      const page = await newPage()
      await signIn(page, username)
      await page.goto(origin(host))
      const tries = await page.evaluate(
        async ([base, secret]) => {
          const json = { 'Content-Type': 'application/json' }
          const simple = { 'Content-Type': 'text/plain' }
          const kept = JSON.stringify({ password: secret })
          const sent: [string, RequestInit][] = [
            ['/api/auth/account/delete', { method: 'POST', headers: json, body: kept }],
            ['/api/auth/account/delete', { method: 'POST', headers: simple, body: kept }],
            ['/api/auth/account/delete', { method: 'POST', mode: 'no-cors', body: kept }],
            ['/api/auth/sessions', { method: 'DELETE' }],
            ['/api/auth/invitations', { method: 'POST' }],
            ['/api/auth/invitations', { method: 'POST', mode: 'no-cors' }],
            ['/api/auth/logout', { method: 'POST', mode: 'no-cors' }],
            ['/api/auth/session', {}],
            ['/auth/account', {}],
          ]
          return Promise.all(
            sent.map(([path, init]) =>
              fetch(`${base}${path}`, { ...init, credentials: 'include' }).then(
                (answer) => answer.text(),
                () => '',
              ),
            ),
          )
        },
        [url, password] as const,
      )
      expect(tries.join('')).toBe('')
      await page.goto(`${url}/auth/account`)
      await expectPage(page, 'Profile')
      expect(await service.accepts(username, password)).toBe(true)
      // Nothing was created and no session ended, not even the session from before this browser's.
      expect((await service.get('/api/auth/invitations', { token })).body.items).toEqual([])
    },
  )

  it.for(hosts)(
    'on %s cannot act with the cookie by a form, nor sign in',
    async (host, { newPage }) => {
      const { username, token } = await service.person()
      const attacker = await service.person()
      const page = await newPage()
      await signIn(page, username)
      const before = await page.context().cookies()
      for (const [path, enctype, values] of [
        ['/api/auth/invitations', 'application/x-www-form-urlencoded', {}],
        ['/api/auth/logout', 'application/x-www-form-urlencoded', {}],
        ['/api/auth/account/delete', 'text/plain', { [`{"password":"${password}","x":"`]: '"}' }],
        [
          '/api/auth/session',
          'text/plain',
          { [`{"username":"${attacker.username}","password":"${password}","x":"`]: '"}' },
        ],
        [
          '/api/auth/login',
          'application/x-www-form-urlencoded',
          { username: attacker.username, password },
        ],
      ] as const) {
        await page.goto(origin(host))
        const answered = page.waitForResponse(`${url}${path}`)
        const arrived = page.waitForURL(`${url}${path}`)
        await page.evaluate(
          ([action, type, fields]) => {
            const form = document.createElement('form')
            Object.assign(form, { method: 'post', action, enctype: type })
            for (const [name, value] of Object.entries(fields)) {
              const input = document.createElement('input')
              Object.assign(input, { type: 'hidden', name, value })
              form.append(input)
            }
            document.body.append(form)
            form.submit()
          },
          [`${url}${path}`, enctype, values] as const,
        )
        const status = (await answered).status()
        await arrived
        // Sign-out without a valid session succeeds, with any request.
        if (path !== '/api/auth/logout') expect([401, 403, 415], path).toContain(status)
      }
      expect((await page.context().cookies()).map(({ value }) => value)).toEqual(
        before.map(({ value }) => value),
      )
      await page.goto(`${url}/auth/account`)
      await expectPage(page, 'Profile')
      expect(await page.locator('#main').textContent()).toContain(username)
      expect((await service.get('/api/auth/invitations', { token })).body.items).toEqual([])
    },
  )

  it('cannot put our pages into a frame', async ({ newPage }) => {
    const page = await newPage()
    await page.goto(origin('localhost'))
    await page.evaluate((src) => {
      const frame = document.createElement('iframe')
      frame.src = src
      document.body.append(frame)
      return new Promise((resolve) => {
        frame.onload = resolve
      })
    }, `${url}/auth/sign-in`)
    expect(page.frames().map((frame) => frame.url())).not.toContain(`${url}/auth/sign-in`)
  })
})

describe('A script on our own page', () => {
  it('reads no cookie, and finds no token in any storage', async ({ newPage }) => {
    const { username } = await service.person()
    const page = await newPage()
    await signInOnPage(page, username)
    await expectPage(page, 'Profile')
    const cookies = await page.context().cookies()
    expect(cookies).toMatchObject([
      { name: '__Host-latchkey', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
    ])
    const found = await page.evaluate(async () => ({
      cookie: document.cookie,
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      markup: document.documentElement.outerHTML,
      answer: await (await fetch('/api/auth/session')).text(),
    }))
    const { markup, answer, ...stores } = found
    expect(stores).toEqual({
      cookie: '',
      local: {},
      session: {},
      databases: [],
      caches: [],
      workers: 0,
    })
    const [, , signature = ''] = cookies[0]?.value.split('.') ?? []
    expect(signature).not.toBe('')
    expect(markup + answer).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
    expect(markup + answer).not.toContain(signature)
  })

  it('does not run when it is written into the document, nor reaches another host', async ({
    newPage,
    pageErrors,
  }) => {
    const page = await newPage()
    await page.goto('/auth/sign-in')
    const outcome = await page.evaluate(async () => {
      const script = document.createElement('script')
      let refused = ''
      try {
        script.text = 'document.title = "ran"'
        document.body.append(script)
        document.body.innerHTML = '<img src=x onerror="document.title = `ran`">'
      } catch (error) {
        refused = String(error)
      }
      const reached = await fetch('https://other.invalid/').then(
        () => true,
        (error) => String(error),
      )
      return { refused, reached, title: document.title }
    })
    expect(outcome).toEqual({
      refused: expect.stringContaining('TrustedScript'),
      reached: expect.stringContaining('TypeError'),
      title: expect.stringContaining('Sign in'),
    })
    // The errors that every other test must not log.
    expect(pageErrors.join()).toMatch(/Content Security Policy/)
    pageErrors.length = 0
  })
})
