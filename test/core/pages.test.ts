import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import worker from '../../worker/index.ts'
import { freshDatabase, Service } from '../support/service.ts'

freshDatabase()
describe('x', () => {
  it('y', async () => {
    const context = createExecutionContext()
    const service = new Service()
    for (const path of [
      '/',
      '/auth',
      '/auth/set-up',
      '/auth/nothing',
      '/auth/assets/x.js',
      '/reset-password?token=x',
    ]) {
      const response = await worker.fetch(
        new Request('https://sign-in.test' + path) as never,
        service.env as never,
        context,
      )
      console.log(
        path,
        response.status,
        response.headers.get('Location'),
        await response.text(),
        response.headers.get('content-security-policy'),
      )
    }
    await waitOnExecutionContext(context)
    expect(1).toBe(2)
  })
})
