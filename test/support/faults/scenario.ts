import { expect } from 'vitest'
import { person } from '../accounts/people.ts'
import type { State } from '../catalogue/states.ts'
import { emptyDatabase } from '../database/rows.ts'
import {
  aged,
  type Dump,
  dump,
  normalised,
  orphans,
  restore,
  wholeDump,
} from '../database/snapshot.ts'
import type { Answer, Sent } from '../requests/client.ts'
import { fromAnywhere } from '../requests/network.ts'
import { expectProblem } from '../requests/promises.ts'
import { Service } from '../requests/service.ts'
import { type Fault, FaultyD1 } from './faults.ts'

/** The database is as before the request or as after it. If the request changes nothing, it is both. */
type Effect = 'before' | 'after' | 'both'

/** What the other bindings do instead of their work. */
interface Outages {
  mail?: () => Promise<never>
  flood?: () => Promise<never>
}

/** A state and its request, with the outcome when nothing fails. */
export interface Scenario {
  service: Service
  d1: FaultyD1
  method: string
  sent: Sent
  /** Round trips when nothing fails: the number of statements of a batch, or undefined for a single query. */
  trips: (number | undefined)[]
  /** Names that its statements quote, including tables. */
  named: string[]
  /** Number of emails when nothing fails. */
  mails: number
  outages: Outages
  /** Restores the database as it was before the request. */
  rewind(): Promise<void>
  send(): Promise<Answer>
  /** The effect on all but attempt counters and events. Fails if the request took effect in part. */
  stored(): Promise<Effect>
  /** The same, and checks that counters and events are what a request may leave. */
  state(): Promise<Effect>
  /** What `state` found last, in a form that is equal for equal effects. */
  found: string
  /** Attempt counters by key: now, and after a request that did not fail. */
  tries(): Promise<Record<string, number>>
  usualTries: Record<string, number>
  /** Checks that requests of another account still succeed. */
  goesOn(): Promise<void>
}

/** Prepares the state, and sends the request twice without a fault. */
export async function scenarioOf({
  method,
  prepare,
  vars,
  status,
  again,
  late,
  isRemembered,
}: Omit<State, 'title' | 'name' | 'operation' | 'create'>): Promise<Scenario> {
  const { service, d1, outages } = staged(vars)
  const bystander = await bystanding()
  d1.arm()
  const sent = await prepare(service)
  await restore(aged(withRows(await dump(), bystander.rows)))
  const before = await dump()
  const restart = () => isRemembered && service.restart()
  const rewind = async () => {
    await restore(before)
    restart()
  }
  const send = () => {
    restart()
    return service.request(method, sent.path, fromAnywhere(sent))
  }

  await rewind()
  expect(await dump()).toEqual(before)
  d1.arm()
  service.mails.length = 0
  const first = await send()
  const trips = [...d1.trips]
  const named = [...d1.named]
  const mails = service.mails.length
  expect(first.status, JSON.stringify(first.body)).toBe(status)
  const after = await dump()
  expect((await send()).status, 'the second time').toBe(again)

  const old = comparable(before)
  const wanted = comparable(after)
  const [oldText, wantedText] = [old, wanted].map((some) => JSON.stringify(some))
  const oldTries = counts(before)
  const usualTries = counts(after)
  // The event of a change is stored with the change. The event of a failure is stored after the response, and may be lost.
  const earlier = new Set(before.events?.map(({ id }) => id))
  const sure = after.events?.filter(({ id, outcome }) => earlier.has(id) || outcome === 'success')
  const allowedEvents = {
    before: [events(before)],
    after: [events(after), events({ events: sure ?? [] })],
    both: [events(before), events(after)],
  }
  const scenario: Scenario = {
    service,
    d1,
    method,
    sent,
    trips,
    named,
    mails,
    outages,
    rewind,
    send,
    stored: async () => effectOf(comparable(await wholeDump())),

    found: '',

    async state() {
      const now = await wholeDump()
      const found = comparable(now)
      const counted = counts(now)
      const recorded = events(now)
      scenario.found = JSON.stringify([found, counted, recorded])
      const effect = effectOf(found)
      expectCounted(counted)
      expect(allowedEvents[effect]).toContainEqual(recorded)
      return effect
    },

    tries: async () => counts(await dump()),
    usualTries,

    async goesOn() {
      d1.arm()
      expect((await service.get('/api/auth/me', { token: bystander.token })).status).toBe(200)
    },
  }
  return scenario

  function effectOf(found: Dump): Effect {
    const text = JSON.stringify(found)
    // Compared as text first: a deep comparison of every table is slow.
    if (text === wantedText) return wantedText === oldText ? 'both' : 'after'
    if (text === oldText) return 'before'
    expect(found, 'neither before nor after').toEqual(wanted)
    return 'after'
  }

  /** All but attempt counters, events and columns that may stay behind. */
  function comparable({ throttles: _, events: __, ...rest }: Dump): Dump {
    const punctual = ([name]: [string, unknown]) => !late.includes(name)
    const masked = Object.entries(rest).map(([table, rows]) => [
      table,
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(punctual))),
    ])
    return normalised(Object.fromEntries(masked), before)
  }

  /** An attempt that was reserved for a request that then failed stays counted, and no other. */
  function expectCounted(now: Record<string, number>): void {
    for (const key of Object.keys({ ...oldTries, ...usualTries, ...now })) {
      const start = oldTries[key] ?? 0
      const allowed = [start, start + 1, usualTries[key] ?? 0]
      expect(allowed, `attempts of ${key}`).toContain(now[key] ?? 0)
    }
  }

  function events({ events: rows = [] }: Dump) {
    return Object.values(normalised({ events: rows }, before))
  }
}

let known: { token: string; rows: Dump } | undefined

/** Another account, which is created once, in an empty database. */
async function bystanding() {
  if (known) return known
  const { token } = await person('bystander')
  const { accounts = [], identifiers = [], sessions = [], devices = [] } = await dump()
  known = { token, rows: { accounts, identifiers, sessions, devices } }
  await emptyDatabase()
  return known
}

/** The rows of both; the rows of `others` first, unless the table is in the order of a key. */
function withRows(all: Dump, others: Dump): Dump {
  const both = Object.entries(all).map(([table, rows]) => [
    table,
    [...(others[table] ?? []), ...rows],
  ])
  return Object.fromEntries(both)
}

interface Stage {
  service: Service
  d1: FaultyD1
  outages: Outages
}

/** A new service for each scenario: a service remembers what it has read, and the database is another one. */
function staged(vars: Record<string, string> = {}): Stage {
  const d1 = new FaultyD1()
  const service = new Service({ ...vars, DB: d1.db })
  return { service, d1, outages: breakable(service.env) }
}

/** Wraps the bindings for mail and the rate limit, so that they can fail. */
function breakable(bindings: Record<string, unknown>): Outages {
  const outages: Outages = {}
  const { MAIL, RATE_LIMIT } = bindings as unknown as Pick<Env, 'MAIL' | 'RATE_LIMIT'>
  Object.assign(bindings, {
    MAIL: {
      send: (message: EmailMessage) => (outages.mail ? outages.mail() : MAIL.send(message)),
    },
    RATE_LIMIT: {
      limit: (options: RateLimitOptions) =>
        outages.flood ? outages.flood() : RATE_LIMIT.limit(options),
    },
  })
  return outages
}

/**
 * Attempt counters. Left out of their keys is what differs for each request: the network of an event's counter, and the id of a
 * new account.
 */
function counts({ throttles = [], accounts = [] }: Dump): Record<string, number> {
  const newest = String(accounts.at(-1)?.id)
  return Object.fromEntries(
    throttles.map(({ key, count }) => [
      String(key)
        .replace(/^(event:\w+|user-code-network):[\w-]{43}$/, '$1')
        .replace(newest, 'the newest account'),
      Number(count),
    ]),
  )
}

/**
 * Sends the request with a fault, and then again without. After two faults of the same round trip with the same response and effect, it
 * is sent again once, as is a request of another account: the second time begins like the first.
 * @param retried what was found before the request was sent again
 */
export async function survives(
  scenario: Scenario,
  { status, again }: Pick<State, 'status' | 'again'>,
  fault: Fault,
  retried: Set<string>,
): Promise<Answer> {
  const { rewind, d1, send, stored, goesOn } = scenario
  await rewind()
  d1.arm(fault)
  const answer = await send()
  expect(d1.happened).toBe(true)
  const found = await scenario.state()
  if (answer.status === 503) expectProblem(answer, 503, 'storage_unavailable')
  else {
    expect(answer.status, JSON.stringify(answer.body)).toBe(status)
    expect(found, 'reported as done').not.toBe('before')
    // No request succeeds without the first round trip.
    expect(fault, 'a response without storage').not.toEqual({ mode: 'down', trip: 1 })
  }
  const outcome = `${fault.trip} ${answer.status} ${answer.body?.code} ${scenario.found}`
  if (retried.has(outcome)) return answer
  retried.add(outcome)
  await goesOn()
  expect((await send()).status, 'the retry').toBe(found === 'after' ? again : status)
  if (found === 'before') expect(await stored(), 'the retry').toBe('after')
  else expect(await orphans()).toEqual([])
  return answer
}
