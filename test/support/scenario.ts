import { expect } from 'vitest'
import { type Fault, FaultyD1 } from './faults.ts'
import { someAddress } from './flood.ts'
import { person } from './people.ts'
import type { Prepared, Sent } from './prepared.ts'
import { expectProblem } from './problem.ts'
import { type Answer, Service } from './service.ts'
import { aged, type Dump, dump, normalised, orphans, restore, wholeDump } from './snapshot.ts'

/** Which of the two the store is; a request that changes nothing leaves it both. */
type State = 'before' | 'after' | 'both'

/** What the other bindings do instead of their work. */
interface Outages {
  mail?: () => Promise<never>
  flood?: () => Promise<never>
}

/** A prepared state and its request, with what comes of it when nothing fails. */
export interface Scenario {
  service: Service
  d1: FaultyD1
  method: string
  sent: Sent
  /** Round trips when nothing fails: the statements of a batch, or undefined for what is no batch. */
  trips: (number | undefined)[]
  /** Names that its statements quote, tables among them. */
  named: string[]
  /** Mails when nothing fails. */
  mails: number
  outages: Outages
  /** Makes the store what it was before the request. */
  rewind(): Promise<void>
  send(): Promise<Answer>
  /** What is stored, tries and events aside; fails when it is neither. */
  stored(): Promise<State>
  /** The same, and of tries and events no more than a request may leave. */
  state(): Promise<State>
  /** Tries that are counted, by what they are counted for; and those after a request that did not fail. */
  tries(): Promise<Record<string, number>>
  usualTries: Record<string, number>
  /** Somebody else is still served. */
  goesOn(): Promise<void>
}

/** Prepares the state, sends the request without a fault, twice. */
export async function scenarioOf(
  operation: string,
  { prepare, vars, status, again, late = [] }: Prepared,
): Promise<Scenario> {
  const [method = ''] = operation.split(' ')
  const { service, d1, outages } = staged(vars)
  const bystander = await person('bystander')
  d1.arm()
  const sent = await prepare(service)
  const before = aged(await dump())
  const rewind = () => restore(before)
  const send = () => service.request(method, sent.path, fromAnywhere(sent))

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
  return {
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
    stored: async () => stateOf(await wholeDump()),

    async state() {
      const now = await wholeDump()
      const state = stateOf(now)
      expectCounted(now)
      expectRecorded(now, state)
      return state
    },

    tries: async () => counts(await dump()),
    usualTries: counts(after),

    async goesOn() {
      d1.arm()
      expect((await service.get('/api/auth/me', { token: bystander.token })).status).toBe(200)
    },
  }

  function stateOf(now: Dump): State {
    const found = comparable(now)
    const text = JSON.stringify(found)
    // Told apart as text first: a deep comparison of every table is slow.
    if (text === wantedText) return wantedText === oldText ? 'both' : 'after'
    if (text === oldText) return 'before'
    expect(found, 'neither before nor after').toEqual(wanted)
    return 'after'
  }

  /** All but tries and events, and what may be late. */
  function comparable({ throttles: _, events: __, ...rest }: Dump): Dump {
    const punctual = ([name]: [string, unknown]) => !late.includes(name)
    const masked = Object.entries(rest).map(([table, rows]) => [
      table,
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(punctual))),
    ])
    return normalised(Object.fromEntries(masked), before)
  }

  /** A try that was reserved for a request which then failed stays counted, and no more than that one. */
  function expectCounted(now: Dump): void {
    const [was, usual, is] = [before, after, now].map(counts)
    for (const key of Object.keys({ ...was, ...usual, ...is })) {
      const start = was?.[key] ?? 0
      expect([start, start + 1, usual?.[key] ?? 0], `tries of ${key}`).toContain(is?.[key] ?? 0)
    }
  }

  /** An event is told of with its change or not at all; a failure is recorded after the answer, and may be lost. */
  function expectRecorded(now: Dump, state: State): void {
    const told = events(now)
    const old = new Set(before.events?.map(({ id }) => id))
    const sure = after.events?.filter(({ id, outcome }) => old.has(id) || outcome === 'success')
    const allowed = {
      before: [events(before)],
      after: [events(after), events({ events: sure ?? [] })],
      both: [events(before), events(after)],
    }
    expect(allowed[state]).toContainEqual(told)
  }

  function events({ events: rows = [] }: Dump) {
    return Object.values(normalised({ events: rows }, before))
  }
}

/** From a network of its own: no case shall meet the flood limit that others used up. */
export function fromAnywhere(sent: Sent): Sent {
  return { ...sent, headers: { ...sent.headers, 'CF-Connecting-IP': someAddress() } }
}

interface Stage {
  service: Service
  d1: FaultyD1
  outages: Outages
}

const stages = new Map<string, Stage>()

/** One service for all scenarios with the same settings: to build one takes longer than to send it a request. */
function staged(vars: Record<string, string> = {}): Stage {
  const key = JSON.stringify(vars)
  const known = stages.get(key)
  if (known) return known
  const d1 = new FaultyD1()
  const service = new Service({ ...vars, DB: d1.db })
  const stage = { service, d1, outages: breakable(service.env) }
  stages.set(key, stage)
  return stage
}

/** Puts the mail and rate limit bindings behind what may go wrong with them. */
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

/** Audit rows are counted by network, which is another for each request: that part is left out. */
function counts({ throttles = [] }: Dump): Record<string, number> {
  return Object.fromEntries(
    throttles.map(({ key, count }) => [
      String(key).replace(/^(event:\w+):[\w-]{43}$/, '$1'),
      Number(count),
    ]),
  )
}

/** A fault, and the same request again. */
export async function survives(
  { rewind, d1, send, state, stored, goesOn }: Scenario,
  { status, again }: Pick<Prepared, 'status' | 'again'>,
  fault: Fault,
): Promise<Answer> {
  await rewind()
  d1.arm(fault)
  const answer = await send()
  expect(d1.happened).toBe(true)
  const found = await state()
  if (answer.status === 503) expectProblem(answer, 503, 'storage_unavailable')
  else {
    expect(answer.status, JSON.stringify(answer.body)).toBe(status)
    expect(found, 'what was said to be done').not.toBe('before')
    // What is asked first decides who is calling, how often, or what is there: none of it is guessed.
    expect(fault, 'answered without storage').not.toEqual({ mode: 'down', trip: 1 })
  }
  // Of the statements of a batch, one tells how others fare when it breaks.
  if (fault.mode !== 'statement' || fault.statement === 0) await goesOn()
  const retried = await send()
  expect(retried.status, 'the retry').toBe(found === 'after' ? again : status)
  if (found === 'before') expect(await stored(), 'the retry').toBe('after')
  else expect(await orphans()).toEqual([])
  return answer
}
