import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/database/rows.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()

describe('GET /health/live', () => {
  test('is ok without D1', async () => {
    const DB = {
      prepare() {
        throw new Error('D1_ERROR: Network connection lost.')
      },
    }
    const service = new Service({ DB })
    expect((await service.get('/health')).status).toBe(503)
    expect(await service.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await new Service().tripsOf('GET', '/health/live')).toBe(0)
  })

  test('is 503 with settings that do not fit', async () => {
    expectProblem(
      await new Service({ JWT_SECRET: 'short' }).get('/health/live'),
      503,
      'misconfigured',
    )
  })
})

describe('GET /health', () => {
  test('is ok while D1 responds', async () => {
    expect(await new Service().get('/health')).toMatchObject({ status: 200 })
    expect((await new Service().get('/health')).body).toEqual({ status: 'ok' })
  })

  test('is served with any API', async () => {
    expect((await serving('argon').get('/health')).body).toEqual({ status: 'ok' })
  })

  test('takes one round trip', async () => {
    expect(await new Service().tripsOf('GET', '/health')).toBe(1)
  })

  test('is 503 with Retry-After if D1 is unreachable, and logs an error', async () => {
    const DB = {
      prepare() {
        throw new Error('D1_ERROR: Network connection lost.')
      },
    }
    const answer = await new Service({ DB }).get('/health')
    expectProblem(answer, 503, 'storage_unavailable')
    expect(JSON.stringify(answer.body)).not.toMatch(/D1|select|Network/i)
    const errors = logs.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')
    expect(errors).toEqual([
      expect.objectContaining({
        event: 'storage_unavailable',
        request_id: answer.headers.get('X-Request-Id'),
      }),
    ])
  })

  test('is 503 if a statement fails, or if the database was never migrated', async () => {
    await env.DB.prepare('alter table roles rename to elsewhere').run()
    const answer = await new Service().get('/health')
    await env.DB.prepare('alter table elsewhere rename to roles').run()
    expectProblem(answer, 503, 'storage_unavailable')
    expect(JSON.stringify(answer.body)).not.toMatch(/roles|SQLITE|select/i)
  })

  test('is ok again once D1 responds', async () => {
    let down = true
    const DB = new Proxy(env.DB, {
      get(target, name) {
        if (down) throw new Error('D1_ERROR: Network connection lost.')
        const member = Reflect.get(target, name)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
    const service = new Service({ DB })
    expectProblem(await service.get('/health'), 503, 'storage_unavailable')
    down = false
    expect((await service.get('/health')).body).toEqual({ status: 'ok' })
  })
})
