import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { dump } from '../support/database/snapshot.ts'
import { Browser } from '../support/requests/browser.ts'
import type { SentMail, Service } from '../support/requests/service.ts'
import { alice, play, scenes } from './scenes.ts'

/*
 * Mail scanners and mail clients open every link of an email before its recipient does. Nothing in an email may act on that.
 */
freshDatabase()

const names = Object.keys(scenes) as (keyof typeof scenes)[]

/** Requests as scanners, clients and browsers send them. */
const visits: [method: string, headers: Record<string, string>][] = [
  ['HEAD', {}],
  ['GET', {}],
  ['GET', { 'Sec-Purpose': 'prefetch', Purpose: 'prefetch' }],
  ['GET', { 'Sec-Purpose': 'prefetch;prerender', 'Sec-Fetch-Mode': 'navigate' }],
  ['GET', { 'X-Moz': 'prefetch' }],
  ['GET', { 'X-Purpose': 'preview' }],
  ['OPTIONS', { 'Access-Control-Request-Method': 'GET', Origin: 'https://mail.test' }],
]

/** All that a mail client could fetch: links and images of both parts. */
function linksOf({ text, html }: SentMail): string[] {
  const links = [
    ...(text.match(/https?:\/\/\S+/g) ?? []),
    ...[...html.matchAll(/(?:href|src)="(https?:[^"]+)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    ),
  ]
  return [...new Set(links)]
}

/** All rows but counters and audit events. */
async function stored() {
  const { throttles: _, events: __, ...rest } = await dump()
  return rest
}

/** Opens a URL and follows redirects. */
async function open(
  service: Service,
  link: string,
  [method, headers]: (typeof visits)[number],
): Promise<number> {
  let url = new URL(link)
  for (let redirects = 0; redirects < 5; redirects++) {
    const context = createExecutionContext()
    const response = await service.fetch(new Request(url, { method, headers }), context)
    await response.body?.cancel()
    await waitOnExecutionContext(context)
    const location = response.headers.get('Location')
    if (location === null) return response.status
    url = new URL(location, url)
  }
  throw new Error(`${link} redirects without end`)
}

test.each(names)('no link of the email %s changes anything when it is opened', async (name) => {
  const { mail, service, owner } = await play(name)
  const browser = new Browser(service)
  await person('erin')
  await browser.signIn('erin')
  const before = await stored()
  const links = linksOf(mail)
  const cookies = [{}, { Cookie: browser.cookie }]
  for (const link of links) {
    expect(new URL(link).origin, link).toBe('https://sign-in.test')
    for (const [method, headers] of visits) {
      for (const cookie of cookies) {
        const status = await open(service, link, [method, { ...headers, ...cookie }])
        if (method !== 'OPTIONS') expect(status, `${method} ${link}`).toBe(200)
      }
    }
  }
  expect(await stored()).toEqual(before)
  const { works } = scenes[name]
  if (works) expect(await works(service, mail, owner)).toBe(true)
})

test.each(names)('the email %s has the same links as text and as HTML', async (name) => {
  const { mail } = await play(name)
  const { text, html } = mail
  expect(linksOf({ ...mail, text: '' }).toSorted()).toEqual(
    linksOf({ ...mail, html: '' }).toSorted(),
  )
  expect(`${text}${html}`).not.toMatch(/<script|<form|<iframe|<object|javascript:|http:\/\//i)
})

test.each(names)('the email %s says what to do if it was not the recipient', async (name) => {
  const { mail } = await play(name)
  expect(mail.text).toMatch(/If (it wasn’t you|you didn’t)/)
  expect(mail.to === alice || ['newAddressCode', 'invitation'].includes(name)).toBe(true)
})

test.each([
  ['newDevice', '/auth/account/devices'],
  ['resetLink', '/auth/account/security'],
  ['emailInUse', '/auth/account/security'],
] as const)('the email %s links to the page where its recipient can act', async (name, page) => {
  const { mail } = await play(name)
  const paths = linksOf(mail).map((link) => new URL(link).pathname)
  expect(paths.filter((path) => path.startsWith('/auth/account'))).toEqual([page])
})
