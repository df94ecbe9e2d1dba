import { describe, expect, inject, it } from 'vitest'

/** A request like a browser's, except that redirects are not followed. */
function open(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(inject('main').url + path, { redirect: 'manual', ...init })
}

/** The files that the sign-in page loads. */
async function files(): Promise<string[]> {
  const page = await open('/auth/sign-in')
  expect(page.status).toBe(200)
  const text = await page.text()
  return [...text.matchAll(/(?:src|href)="(\/auth\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
}

describe('The deployed pages', () => {
  it('redirect from the root to the sign-in page', async () => {
    const { status, headers } = await open('/')
    expect([status, headers.get('Location')]).toEqual([302, '/auth/sign-in'])
  })

  it('load files that exist and are cached without expiry', async () => {
    const paths = await files()
    expect(paths).toHaveLength(3)
    for (const path of paths) {
      const { status, headers } = await open(path)
      expect(status).toBe(200)
      expect(headers.get('Content-Type')).toMatch(/^text\/(javascript|css); charset=utf-8$/)
      expect(headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
      expect(headers.get('Strict-Transport-Security')).toMatch(/max-age=\d{8,}/)
    }
  })

  it.each([
    '/index.html',
    '/pages/en.html',
    '/emails/de.json',
    '/pages/en-unavailable.html',
    '/auth/index.html',
    '/auth/assets/',
    '/auth/assets/x.js',
  ])('are not served as files: %s', async (path) => {
    const { status, headers } = await open(path)
    expect(status).toBe(404)
    expect(headers.get('Cache-Control')).toBe('no-store')
  })

  it('leave every other path to the API', async () => {
    const answer = await open('/api/auth/sessions')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    const wrong = await open('/auth/sign-in', { method: 'POST' })
    expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
  })
})
