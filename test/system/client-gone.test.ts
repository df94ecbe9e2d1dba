import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { expect, test } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { newPassword } from '../support/catalogue/operation.ts'
import { address, states } from '../support/catalogue/states.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { type Scenario, scenarioOf } from '../support/faults/scenario.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'

/*
 * The caller closes the connection during a round trip. The platform then ends all work that the Worker did not pass to
 * waitUntil. Work that has begun must be completed, above all an attempt that is counted.
 */
freshDatabase()
recordLogs()

/** Polled as often as possible, because the result takes milliseconds. */
const often = { interval: 1 }

test.each(states)('$name, $title: ends as if the caller had stayed', async (one) => {
  const scenario = await scenarioOf(one)
  for (let trip = 1; trip <= scenario.trips.length; trip++) {
    await scenario.rewind()
    await hangUp(scenario, trip)
    expect(await scenario.state(), `at round trip ${trip}`).not.toBe('before')
    expect(await scenario.tries(), `at round trip ${trip}`).toEqual(scenario.usualTries)
  }
  await scenario.goesOn()
})

/* The same from outside: a closed connection, after which the platform ends the request. */
test.each([
  ['the right password is signed in and the try given back', password, 'authn_login_success', 0],
  ['a wrong one stays counted', newPassword, 'authn_login_fail', 1],
])('a connection that closes during a sign-in: %s', async (_, secret, event, tries) => {
  const { id } = await person(address)
  // Slow enough to close the connection during the comparison.
  const slow = await bcrypt.hash(password, 10)
  await write('update accounts set password_hash = ? where id = ?', slow, id)
  await write('delete from events')
  const caller = new AbortController()
  const answer = exports.default.fetch('https://sign-in.test/api/auth/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: address, password: secret }),
    signal: caller.signal,
  })
  await expect.poll(() => countRows('throttles', "key like 'sign-in:%'"), often).toBe(1)
  caller.abort()
  await answer.catch(() => undefined)
  await expect.poll(() => countRows('events', 'event = ?', event), often).toBe(1)
  expect(await countRows('throttles', "key like 'sign-in:%' and count = ?", tries)).toBe(1)
})

/** Sends the request, aborts it during this round trip, and waits for the work passed to waitUntil. */
async function hangUp({ d1, service, method, sent }: Scenario, trip: number): Promise<void> {
  const reached = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  d1.arm({ mode: 'held', trip, reached: reached.resolve, until: letGo.promise })
  const caller = new AbortController()
  const context = createExecutionContext()
  const request = service.build(method, sent.path, fromAnywhere(sent), caller.signal)
  service.fetch(request, context).then(
    (response) => response.body?.cancel(),
    () => undefined,
  )
  await reached.promise
  caller.abort()
  const finished = waitOnExecutionContext(context)
  letGo.resolve()
  await finished
}
