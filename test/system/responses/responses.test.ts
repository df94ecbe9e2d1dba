import { beforeEach, describe, expect, test, vi } from 'vitest'
import { apis } from '../../../worker/config/vars.ts'
import { resetToken } from '../../support/accounts/mailed.ts'
import { administrator, person } from '../../support/accounts/people.ts'
import { description, operationsOf, type Served } from '../../support/catalogue/description.ts'
import { takesResetToken } from '../../support/catalogue/operations.ts'
import {
  address,
  operations,
  responseStates,
  type State,
  states,
  statesOf,
} from '../../support/catalogue/states.ts'
import { emptyDatabase, freshDatabase } from '../../support/database/rows.ts'
import { byCookie } from '../../support/requests/browser.ts'
import type { Sent } from '../../support/requests/client.ts'
import { recordLogs } from '../../support/requests/logs.ts'
import { fromAnywhere } from '../../support/requests/network.ts'
import { Service } from '../../support/requests/service.ts'
import { recordOf } from './record.ts'
import {
  namesTaken,
  type Refusal,
  refusals,
  refusalsOfFields,
  refusalsOfStates,
  usualRequest,
} from './refusals.ts'

/*
 * The snapshot holds the response of each operation in each state of docs/costs.md and in further states, and the emails
 * that the operation sends. After an intended change: npm test -- test/system/responses --update
 */
freshDatabase()
recordLogs()

// The clock advances by one millisecond before each request and is frozen in between.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1) })
  const { fetch } = Service.prototype
  vi.spyOn(Service.prototype, 'fetch').mockImplementation(function (this: Service, ...args) {
    vi.setSystemTime(Date.now() + 1)
    return fetch.apply(this, args)
  })
  return () => {
    vi.useRealTimers()
  }
})

// Write records without quotes.
expect.addSnapshotSerializer({
  test: (value) => typeof value === 'string',
  serialize: (value: string) => value,
})

interface Recorded {
  status: number
  record: string
}

/** Records by operation and state. */
type Records = [name: string, record: string][]

const all = [...states, ...responseStates]

describe.each(Object.entries(Object.groupBy(all, ({ name }) => name)))('%s', (_, some = []) => {
  test.each(some)('$title', async (state) => {
    const [first, again] = await usualResponsesOf(state)
    expect([first?.status, again?.status]).toEqual([state.status, state.again])
    expect(first?.record).toMatchSnapshot()
    expect(unlessSame(again, first)).toMatchSnapshot('sent again')
    if (!takesSession(state)) return
    await emptyDatabase()
    const [cookie] = await responsesOf(state, { change: byCookie })
    expect(unlessSame(cookie, first)).toMatchSnapshot('by cookie')
  })
})

describe('refused for', () => {
  test.each(Object.entries(refusals))('%s', async (_, refusal) => {
    expect(listed(await refused(operations, refusal))).toMatchSnapshot()
  })

  test.each(Object.entries(refusalsOfStates))('%s', async (_, refusal) => {
    expect(listed(await refusedStates(states, refusal))).toMatchSnapshot()
  })
})

test('a method that the path does not allow', async () => {
  const service = new Service()
  const records: Records = []
  for (const { template, path } of operations) {
    const { record } = await recordedAnswer(service, 'QUERY', { path })
    records.push([template, record])
  }
  expect(listed(records)).toMatchSnapshot()
})

test.each([
  ['a path that does not exist', 'GET', '/api/auth/nothing'],
  ['a preflight request from another origin', 'OPTIONS', '/api/auth/login'],
  ['a request from another origin', 'GET', '/health'],
])('%s', async (_, method, path) => {
  const origin = 'https://elsewhere.example'
  const service = new Service({ ALLOWED_ORIGINS: origin })
  const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST' }
  const { record } = await recordedAnswer(service, method, { path, headers })
  expect(record).toMatchSnapshot()
})

// Only operations of a product and GET /api/auth/instance depend on which products are enabled.
describe.each(apis)('%s alone', async (api) => {
  const vars = { APIS: api }
  const own = operationsOf(await description(new Service(vars))).filter(
    ({ tag, template }) =>
      !['Latchkey', 'OAuth', 'Service'].includes(tag ?? '') || template.endsWith('/instance'),
  )

  test.each(statesOf(own))('$name > $title', async (state) => {
    const all = await usualResponsesOf(state)
    await emptyDatabase()
    const alone = await responsesOf(state, { vars })
    const different = alone.filter(({ record }, n) => record !== all[n]?.record)
    const records = new Set(different.map(({ record }) => record))
    expect([...records].join('\n\n') || 'same as with all products').toMatchSnapshot()
  })

  test('refused', async () => {
    for (const refusal of Object.values(refusalsOfFields)) {
      const all = await refused(own, refusal)
      const alone = await refused(own, { ...refusal, vars })
      expect(listed(others(alone, all))).toMatchSnapshot()
    }
    const some = statesOf(own)
    const all = await refusedStates(some, namesTaken)
    const alone = await refusedStates(some, { ...namesTaken, vars })
    expect(listed(others(alone, all))).toMatchSnapshot('names that are taken')
  })
})

/** Each response once, after the names of the operations that return it. */
function listed(records: Records): string {
  const byRecord = Map.groupBy(records, ([, record]) => record)
  const parts = [...byRecord].map(([record, some]) => [...some.map(([name]) => name), record])
  return parts.map((lines) => lines.join('\n')).join('\n\n')
}

function unlessSame(one: Recorded | undefined, other: Recorded | undefined) {
  return one?.record === other?.record ? 'same' : one?.record
}

/** The records that are not in another list. */
function others(records: Records, known: Records): Records {
  const all = new Map(known)
  return records.filter(([name, record]) => all.get(name) !== record)
}

/** Whether the operation requires a session, rather than a reset token or nothing. */
function takesSession({ operation }: State): boolean {
  return operation.secured && !takesResetToken(operation)
}

const usualResponses = new Map<string, Promise<Recorded[]>>()

/** The responses without a change. They are requested once: each product alone is compared with them. */
function usualResponsesOf(state: State): Promise<Recorded[]> {
  const key = `${state.name}, ${state.title}`
  const responses = usualResponses.get(key) ?? responsesOf(state)
  usualResponses.set(key, responses)
  return responses
}

/** Prepares the state and sends the request twice. Empty if the change does not apply to the operation. */
async function responsesOf(state: State, change?: Refusal): Promise<Recorded[]> {
  const request = await requestOf(state, change)
  return request ? [await request.send(), await request.send()] : []
}

async function requestOf(
  { prepare, operation, ...state }: State,
  { vars, change = (sent) => sent }: Refusal = {},
) {
  const sent = await change(await prepare(new Service(state.vars)), operation)
  if (!sent) return undefined
  const service = new Service({ ...state.vars, ...vars })
  return { send: () => recordedAnswer(service, operation.method, sent) }
}

async function recordedAnswer(
  service: Service,
  method: string,
  { path, ...sent }: Sent,
): Promise<Recorded> {
  const before = service.mails.length
  const answer = await service.request(method, path, fromAnywhere({ path, ...sent }))
  const mails = service.mails.slice(before)
  return { status: answer.status, record: recordOf(answer, mails) }
}

/** Sends each operation a usual request after the change, and returns the failures. */
async function refused(
  some: Served[],
  { vars, change = (sent) => sent }: Refusal,
): Promise<Records> {
  await emptyDatabase()
  const { token } = await administrator()
  await person(address)
  const reset = await resetToken(new Service(), address)
  const service = new Service(vars)
  const records: Records = []
  for (const operation of some) {
    const sent = await change(usualRequest(operation, token, reset), operation)
    if (!sent) continue
    const { status, record } = await recordedAnswer(service, operation.method, sent)
    if (status >= 400) records.push([`${operation.method} ${operation.template}`, record])
  }
  return records
}

/** Sends each request that otherwise succeeds after the change, and returns the failures. */
async function refusedStates(some: State[], refusal: Refusal): Promise<Records> {
  const records: Records = []
  for (const state of some) {
    if (state.status >= 400 || refusal.appliesTo?.(state.operation) === false) continue
    await emptyDatabase()
    const response = await (await requestOf(state, refusal))?.send()
    if (response === undefined || response.status < 400) continue
    const { name, title } = state
    records.push([title === 'success' ? name : `${name}, ${title}`, response.record])
  }
  return records
}
