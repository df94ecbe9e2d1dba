import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { aged, type Dump, dump, restore } from '../support/database/snapshot.ts'
import { FaultyD1, faultsOf } from '../support/faults/faults.ts'
import { type App, provider } from '../support/oauth/app.ts'
import {
  allow,
  type DeviceCode,
  newCode,
  poll,
  registerForDevices,
  requestCode,
} from '../support/oauth/device.ts'
import { Browser } from '../support/requests/browser.ts'
import type { Answer } from '../support/requests/client.ts'

/* Every fault at every round trip and before every statement of the two requests that a device sends. */
freshDatabase()

const d1 = new FaultyD1()
const service = provider({ DB: d1.db })
let app: App
let browser: Browser
let code: DeviceCode
beforeEach(async () => {
  app = await registerForDevices(service, await administrator())
  await person('alice@example.com')
  browser = new Browser(service)
  await browser.signIn('alice@example.com')
  code = await newCode(app)
  // Creates the signing key.
  await poll(app, code)
})

/** What decides about a device code. */
async function stateOf() {
  const { results } = await env.DB.prepare(
    `select c.interval, c.polled_at is null as is_new, c.denied, g.generation from clients
      left join device_codes c on c.client_id = clients.id left join grants g on g.id = c.grant_id
      order by c.rowid`,
  ).all()
  return JSON.stringify(results)
}

/** Sends a request with each fault, and then again without. */
async function survives(
  send: () => Promise<Answer>,
  after: { status: number; again: number },
): Promise<void> {
  // A minute after a change of the account, nothing more is read about it.
  const before: Dump = aged(await dump())
  await restore(before)
  const old = await stateOf()
  d1.arm()
  expect((await send()).status).toBe(after.status)
  const trips = [...d1.trips]
  const wanted = await stateOf()
  for (const fault of faultsOf(trips)) {
    const what = JSON.stringify(fault)
    await restore(before)
    d1.arm(fault)
    const answer = await send()
    expect(d1.happened, what).toBe(true)
    const found = await stateOf()
    expect([old, wanted], what).toContain(found)
    if (answer.status === after.status) expect(found, what).toBe(wanted)
    else {
      expect([answer.status, answer.body.error], what).toEqual([503, 'temporarily_unavailable'])
    }
    d1.arm()
    const retried = await send()
    expect(retried.status, `${what}: the retry`).toBe(found === old ? after.status : after.again)
  }
}

describe('a fault leaves the state before or after', () => {
  it('the request for a code', async () => {
    await write('delete from device_codes')
    await survives(() => requestCode(app), { status: 200, again: 200 })
  })

  it('a token request that no one has answered', async () => {
    await survives(() => poll(app, code), { status: 400, again: 400 })
  })

  it('the token request of an allowed device', async () => {
    await allow(browser, code)
    await survives(() => poll(app, code), { status: 200, again: 400 })
  })
})
