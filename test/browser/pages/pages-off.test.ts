import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { Running } from '../../conformance/support/instance.ts'
import { it } from '../support/fixtures.ts'
import { startLatchkey } from '../support/latchkey.ts'

let instance: Running
beforeAll(async () => {
  instance = await startLatchkey(inject('base'), { PAGES: 'off' })
})
afterAll(() => instance.stop())

it('serves the API but no pages', async ({ newPage }) => {
  const page = await newPage({ instance })
  for (const path of ['/', '/auth', '/auth/sign-in', '/auth/admin', '/reset-password']) {
    const answer = await page.request.get(path)
    expect([path, answer.status()]).toEqual([path, 404])
    expect(answer.headers()['content-type']).toBe('application/problem+json')
  }
  expect((await page.request.get('/api/auth/instance')).status()).toBe(200)
})
