import { beforeEach, describe, expect, test, vi } from 'vitest'
import { recordLogs } from './support/logs.ts'
import { type Prepared, prepared, type Sent } from './support/prepared.ts'
import { type Response, recordOf } from './support/record.ts'
import { freshDatabase, Service } from './support/service.ts'

/*
 * The response of each operation in each state of docs/costs.md, and the emails it sends, so that no change of either
 * goes unnoticed. After an intended change: npm test -- test/responses.test.ts --update
 */
freshDatabase()
recordLogs()

// The clock stands still during a request and moves on by a millisecond between two requests.
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

// A record is kept as it is, without quotes.
expect.addSnapshotSerializer({
  test: (value) => typeof value === 'string',
  serialize: (value: string) => value,
})

describe.each(Object.entries(prepared))('%s', (operation, states) => {
  test.each(states)('$title', async (state) => {
    const { service, ...request } = await preparedRequest(operation, state)
    const first = await send(service, request)
    expect(first.answer.status).toBe(state.status)
    const record = recordOf(first)
    const second = recordOf(await send(service, request))
    expect(record).toMatchSnapshot()
    expect(second === record ? 'the same' : second).toMatchSnapshot('sent again')
  })
})

async function preparedRequest(operation: string, { prepare, vars }: Prepared) {
  const service = new Service(vars)
  return { service, method: operation.split(' ')[0] ?? '', ...(await prepare(service)) }
}

async function send(
  service: Service,
  { method, path, ...sent }: Sent & { method: string },
): Promise<Response> {
  const before = service.mails.length
  const answer = await service.request(method, path, sent)
  return { request: `${method} ${path}`, answer, mails: service.mails.slice(before) }
}
