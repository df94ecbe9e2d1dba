import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { recordLogs } from './support/logs.ts'
import { prepared } from './support/prepared.ts'
import { expectProblem } from './support/problem.ts'
import { fromAnywhere, scenarioOf } from './support/scenario.ts'
import { type Dump, dump, restore, tables } from './support/snapshot.ts'

/* What is not D1's fault: the mail and rate limit bindings, and a schema older than the code. */
let pristine: Dump
beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  pristine = await dump()
})
const lines = recordLogs()
// A state has dozens of cases, and other tests want the same cores.
vi.setConfig({ testTimeout: 120_000 })

const scenarios = Object.entries(prepared).flatMap(([operation, states]) =>
  states.map((state) => ({ operation, ...state })),
)

test.each(scenarios)('$operation, $title: is done while mail is down', async (one) => {
  const scenario = await scenarioOf(one.operation, one)
  const failures = {
    throws: () => {
      throw new Error('the mail of alice@example.com')
    },
    rejects: () => Promise.reject(new Error('the mail of alice@example.com')),
  }
  for (const [how, mail] of Object.entries(failures)) {
    await scenario.rewind()
    lines.length = 0
    let asked = 0
    scenario.outages.mail = () => {
      asked++
      return mail()
    }
    const { status } = await scenario.send()
    expect(status, how).toBe(one.status)
    expect(await scenario.state(), how).not.toBe('before')
    expect(asked, how).toBe(scenario.mails)
    const failed = lines.filter((line) => line.includes('after_answer'))
    expect(failed, how).toHaveLength(asked)
    expect(failed.join(), 'the log tells no address').not.toContain('@')
  }
  delete scenario.outages.mail
  await scenario.goesOn()
})

test('no answer waits for a mail', async () => {
  let waited = 0
  for (const one of scenarios) {
    await empty()
    const { rewind, outages, service, method, sent, mails } = await scenarioOf(one.operation, one)
    if (mails === 0) continue
    waited++
    await rewind()
    const { promise, resolve } = Promise.withResolvers<void>()
    outages.mail = () => promise.then(() => Promise.reject(new Error('too late')))
    const { answer, settle } = await service.answer(method, sent.path, fromAnywhere(sent))
    expect(answer.status, one.operation).toBe(one.status)
    resolve()
    await settle()
    delete outages.mail
  }
  // Links, codes, and notices of a new password or address.
  expect(waited).toBeGreaterThanOrEqual(8)
})

describe('the flood limit', () => {
  test.each(scenarios)('$operation, $title: fails closed', async (one) => {
    const scenario = await scenarioOf(one.operation, one)
    const hashing = [vi.spyOn(bcrypt, 'compare'), vi.spyOn(bcrypt, 'hash')]
    for (const flood of [
      () => Promise.reject(new Error('Network connection lost.')),
      () => {
        throw new TypeError('the binding is gone')
      },
    ]) {
      await scenario.rewind()
      let asked = false
      scenario.outages.flood = () => {
        asked = true
        return flood()
      }
      scenario.d1.arm()
      const answer = await scenario.send()
      const work = hashing.reduce((sum, { mock }) => sum + mock.calls.length, 0)
      if (asked) {
        expect(answer.status, JSON.stringify(answer.body)).toBe(503)
        expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
        expect(scenario.d1.trips, 'storage was not asked').toEqual([])
        expect(work, 'nothing was hashed').toBe(0)
        expect(await scenario.state()).not.toBe('after')
      } else {
        expect(answer.status).toBe(one.status)
        expect(work, 'what hashes is behind the limit').toBe(0)
        expect(scenario.mails, 'what mails is behind the limit').toBe(0)
      }
    }
    delete scenario.outages.flood
    await scenario.goesOn()
  })
})

describe('an older schema', () => {
  test.each(scenarios)('$operation, $title: without a table is 503', async (one) => {
    const scenario = await scenarioOf(one.operation, one)
    let unavailable = 0
    for (const table of tables) {
      await scenario.rewind()
      const answer = await without(table, scenario.send)
      if (answer.status === 503) {
        unavailable++
        expectProblem(answer, 503, 'storage_unavailable')
        await scenario.state()
      } else {
        expect(answer.status, `without ${table}: ${JSON.stringify(answer.body)}`).toBe(one.status)
      }
    }
    expect(unavailable > 0).toBe(scenario.trips.length > 0)
    await scenario.goesOn()
  })

  test.each(env.MIGRATIONS.map((_, done) => done))(
    'after %i migrations is never 500',
    async (done) => {
      const requests = []
      for (const one of scenarios) {
        await empty()
        requests.push({ one, ...(await scenarioOf(one.operation, one)) })
      }
      await reset()
      await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, done))
      for (const { one, service, method, sent, trips } of requests) {
        const answer = await service.request(method, sent.path, fromAnywhere(sent))
        const told = `${one.operation}, ${one.title}: ${JSON.stringify(answer.body)}`
        if (done === 0 && trips.length > 0) expect(answer.status, told).toBe(503)
        if (answer.status === 503) expectProblem(answer, 503, 'storage_unavailable')
        else expect(answer.status, told).toBeLessThan(500)
      }
    },
  )
})

/** Nothing but what the migrations write. */
async function empty(): Promise<void> {
  await restore(pristine)
}

async function without<T>(table: string, work: () => Promise<T>): Promise<T> {
  await env.DB.exec(`alter table ${table} rename to later`)
  try {
    return await work()
  } finally {
    await env.DB.exec(`alter table later rename to ${table}`)
  }
}
