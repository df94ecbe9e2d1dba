import { beforeAll, expect, test } from 'vitest'
import { newDatabase } from '../database/rows.ts'
import { aged, type Dump, dump, normalised, restore } from '../database/snapshot.ts'
import { ours } from '../requests/browser.ts'
import type { Answer, Options } from '../requests/client.ts'
import { fromAnywhere } from '../requests/network.ts'
import { Service } from '../requests/service.ts'
import { FaultyD1 } from './faults.ts'

export type Request = Options & { method: string; path: string }

/** Who sends the requests. */
interface Callers {
  root: { token: string }
  alice: { id: string; token: string }
  /** Signed in as alice, too. */
  browser: { cookie: string }
}

/**
 * Sends each request with each other one before the round trip in which it takes effect. What is stored in the end must be what the two
 * leave one after the other, or only what the other leaves, and then the response is a refusal.
 * @param prepare creates what the requests are about
 * @param requests by name; each succeeds at the start. They are created when they are sent, because a secret may be of the moment.
 * @param addsOnly the names of those that are not sent in between
 */
export function testInOrder<Prepared extends Callers>(
  prepare: () => Promise<Prepared>,
  requests: Record<string, (prepared: Prepared) => Request>,
  addsOnly: string[] = [],
): void {
  const d1 = new FaultyD1()
  const paused = new Service({ DB: d1.db })
  const service = new Service()
  const results = new Map<string, Promise<string>>()
  let prepared: Prepared
  let start: Dump

  beforeAll(async () => {
    await newDatabase()
    prepared = await prepare()
    start = aged(await dump())
  })

  const overtaking = Object.keys(requests).filter((name) => !addsOnly.includes(name))
  test.each(Object.keys(requests))('%s, overtaken by each other one', async (name) => {
    const trip = await effectiveTrip(name)
    const faults: string[] = []
    for (const other of overtaking) {
      const { status } = await overtaken(name, trip, () => send(service, other))
      const found = await stored()
      const isFine =
        status >= 400
          ? found === (await left(other))
          : found === (await left(other, name)) || found === (await left(name, other))
      if (status >= 500 || !isFine) faults.push(`${other} (${status})`)
    }
    expect(faults).toEqual([])
  })

  function send(to: Service, name: string): Promise<Answer> {
    const { method, path, ...sent } = requests[name]?.(prepared) ?? { method: 'GET', path: '/' }
    return to.request(method, path, fromAnywhere(sent))
  }

  /** What is stored, apart from counters, events and what only follows from the rest. */
  async function stored(): Promise<string> {
    const { throttles: _, events: __, revocations: ___, ...all } = await dump()
    const text = (key: string, value: unknown) => (/^(last_step|tries)$/.test(key) ? 0 : value)
    return JSON.stringify(normalised(all, start), text)
  }

  /** What requests leave one after the other. */
  function left(...names: string[]): Promise<string> {
    const key = names.join(', then ')
    const known = results.get(key) ?? leave(names)
    results.set(key, known)
    return known
  }

  async function leave(names: string[]): Promise<string> {
    await restore(start)
    for (const name of names) await send(service, name)
    return stored()
  }

  /** Sends a request, with another one before this round trip. */
  async function overtaken(name: string, trip: number, meanwhile: () => Promise<unknown>) {
    await restore(start)
    const reached = Promise.withResolvers<void>()
    const letGo = Promise.withResolvers<void>()
    d1.arm({ mode: 'held', trip, reached: reached.resolve, until: letGo.promise })
    const answer = send(paused, name)
    await Promise.race([reached.promise, answer])
    expect(d1.happened, `${name} has no round trip ${trip}`).toBe(true)
    await meanwhile()
    letGo.resolve()
    return answer
  }

  /** The round trip in which a request takes effect. */
  async function effectiveTrip(name: string): Promise<number> {
    await restore(start)
    d1.arm()
    expect((await send(paused, name)).status, name).toBeLessThan(300)
    const { length } = d1.trips
    const nothing = await left()
    let last = 2
    for (let trip = 2; trip <= length; trip++) {
      let before = ''
      await overtaken(name, trip, async () => {
        before = await stored()
      })
      if (before === nothing) last = trip
    }
    return last
  }
}

export function byAlice({ alice }: Callers, method: string, path: string, json?: object): Request {
  return { method, path, json, token: alice.token }
}

export function byRoot({ root }: Callers, method: string, path: string, json?: object): Request {
  return { method, path, json, token: root.token }
}

export function byBrowser(
  { browser }: Callers,
  method: string,
  path: string,
  json: object,
): Request {
  return { method, path, json, headers: { ...ours, Cookie: browser.cookie } }
}
