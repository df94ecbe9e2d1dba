import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { afterAll, expect, test, vi } from 'vitest'
import { type State, states } from '../support/catalogue/states.ts'
import { tables } from '../support/database/contents.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { type Scenario, scenarioOf } from '../support/faults/scenario.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'

/* Faults outside D1: the bindings for mail and the rate limit, and a schema older than the code. */
freshDatabase()
const lines = recordLogs()

/** For the last test, which repeats all requests with other schemas. */
const sent: { label: string; scenario: Scenario }[] = []
const tally = { mailing: 0, limited: 0, tables: 0 }

test.each(states)('$name, $title: mail, limiter or a table may be out', async (one) => {
  const scenario = await scenarioOf(one)
  sent.push({ label: `${one.name}, ${one.title}`, scenario })
  if (scenario.mails > 0) {
    tally.mailing++
    await mailIsDown(scenario, one)
    await mailIsSlow(scenario, one)
  }
  await limiterIsDown(scenario, one)
  // A table that no statement names is not missed.
  for (const table of tables.filter((each) => scenario.named.includes(each))) {
    await tableIsMissing(scenario, one, table)
  }
  await scenario.goesOn()
})

/** Everything but the email takes effect, and the log has the failure without an address. */
async function mailIsDown(scenario: Scenario, { status }: State): Promise<void> {
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
    expect((await scenario.send()).status, how).toBe(status)
    expect(await scenario.state(), how).not.toBe('before')
    expect(asked, how).toBe(scenario.mails)
    const failed = lines.filter((line) => line.includes('after_answer'))
    expect(failed, how).toHaveLength(asked)
    expect(failed.join(), 'the log contains no address').not.toContain('@')
  }
  delete scenario.outages.mail
}

/** The response does not wait for the email. */
async function mailIsSlow(scenario: Scenario, { status }: State): Promise<void> {
  const { rewind, outages, service, method, sent } = scenario
  await rewind()
  const { promise, resolve } = Promise.withResolvers<void>()
  outages.mail = () => promise.then(() => Promise.reject(new Error('too late')))
  const { answer, settle } = await service.answer(method, sent.path, fromAnywhere(sent))
  expect(answer.status, 'while the mail is on its way').toBe(status)
  resolve()
  await settle()
  delete outages.mail
}

/** With a failing rate limit an operation is refused before it has any effect. One without a rate limit neither hashes nor mails. */
async function limiterIsDown(scenario: Scenario, { status }: State): Promise<void> {
  const hashing = [vi.spyOn(bcrypt, 'compare'), vi.spyOn(bcrypt, 'hash')]
  const failures = {
    rejects: () => Promise.reject(new Error('Network connection lost.')),
    throws: () => {
      throw new TypeError('the binding is gone')
    },
  }
  for (const [how, flood] of Object.entries(failures)) {
    await scenario.rewind()
    for (const spy of hashing) spy.mockClear()
    let asked = false
    scenario.outages.flood = () => {
      asked = true
      return flood()
    }
    scenario.d1.arm()
    const answer = await scenario.send()
    const hashes = hashing.reduce((sum, { mock }) => sum + mock.calls.length, 0)
    expect(hashes, `${how}: nothing is hashed`).toBe(0)
    if (asked) {
      tally.limited++
      expectProblem(answer, 503, answer.body.code)
      expect(scenario.d1.trips, `${how}: storage is not asked`).toEqual([])
    } else {
      expect(answer.status, how).toBe(status)
      expect(scenario.mails, 'what mails is behind the limit').toBe(0)
    }
  }
  delete scenario.outages.flood
}

/** 503 if the request needs the table, otherwise the usual response. */
async function tableIsMissing(scenario: Scenario, one: State, table: string): Promise<void> {
  await scenario.rewind()
  scenario.d1.missing = table
  const answer = await scenario.send()
  scenario.d1.missing = undefined
  if (answer.status === 503) {
    tally.tables++
    expectProblem(answer, 503, 'storage_unavailable')
    await scenario.state()
  } else {
    const label = `without ${table}: ${JSON.stringify(answer.body)}`
    expect(answer.status, label).toBe(one.status)
  }
}

test('there were emails, rate limits and tables to test', () => {
  expect(tally.mailing).toBeGreaterThanOrEqual(8)
  expect(tally.limited).toBeGreaterThanOrEqual(2 * 20)
  expect(tally.tables).toBeGreaterThanOrEqual(states.length)
})

test('a database with some or no migrations never causes a 500', async () => {
  expect(sent).toHaveLength(states.length)
  for (const done of env.MIGRATIONS.keys()) {
    await reset()
    await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, done))
    // Every state without tables; with some of them, every fourth state, which is another one for each number of migrations.
    const some = sent.filter((_, index) => done === 0 || (index + done) % 4 === 0)
    for (const { label, scenario } of some) {
      const answer = await scenario.send()
      const all = `${label}, after ${done} migrations: ${JSON.stringify(answer.body)}`
      if (done === 0 && scenario.trips.length > 0) expect(answer.status, all).toBe(503)
      if (answer.status === 503) expectProblem(answer, 503, 'storage_unavailable')
      else expect(answer.status, all).toBeLessThan(500)
    }
  }
})

afterAll(() => {
  const { mailing, limited, tables: missed } = tally
  console.log(
    `outages: ${states.length} states (${mailing} send email); ${limited} requests without the limiter and ` +
      `${missed} without a table they need, all 503`,
  )
})
