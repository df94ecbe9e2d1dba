import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { afterAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { type State, states, stateWith } from '../support/catalogue/states.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { type Dump, dump } from '../support/database/snapshot.ts'
import { type Scenario, scenarioOf } from '../support/faults/scenario.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Between any two round trips of a request another request changes the account. What was read before is then outdated, so
 * the statement that writes must check again: every operation is paused before each of its round trips.
 */
freshDatabase()
recordLogs()

/** A change by another request to the account that a request depends on. */
interface Change {
  title: string
  /** Statements, each bound to the account's id if it takes one. */
  sql: string[]
  /** Whether a request that depends on this must have no effect. */
  stops: (operation: string) => boolean
}

const signIns = /POST .*(\/login|\/session)$/
const byLink = /reset-password-with-token|PUT .*password-reset$/
const always = () => true

const changes: Change[] = [
  {
    title: 'its sessions end',
    sql: ['delete from sessions where account_id = ?'],
    stops: (operation) => !signIns.test(operation) && !byLink.test(operation),
  },
  {
    title: 'it is disabled',
    sql: [
      'update accounts set disabled_at = 1 where id = ?',
      'delete from sessions where account_id = ?',
    ],
    stops: always,
  },
  {
    title: 'it is deleted',
    sql: ['delete from accounts where id = ?'],
    stops: always,
  },
  {
    title: 'it loses its role',
    sql: ["update accounts set role_id = 'user' where id = ?"],
    stops: (operation) => /\/(users|accounts)\b/.test(operation),
  },
  {
    title: 'its password is changed, which ends its sessions',
    sql: [
      `update accounts set password_hash = 'x', credential_version = credential_version + 1,
        default_password = 0 where id = ?`,
      'delete from sessions where account_id = ?',
      'delete from reset_links where account_id = ?',
      'delete from otp_challenges where account_id = ?',
    ],
    stops: always,
  },
  {
    title: 'its email address is changed, which ends its sessions',
    sql: [
      `update accounts set email = 'new@elsewhere.example', email_key = 'new@elsewhere.example',
        email_verified_at = null where id = ?`,
      "insert into identifiers (key, account_id, kind) select email_key, id, 'email' from accounts where id = ?",
      'delete from sessions where account_id = ?',
      'delete from reset_links where account_id = ?',
      'delete from otp_challenges where account_id = ?',
    ],
    stops: always,
  },
]

/** lncrawl's list is a POST, and changes nothing. A failure has no effect to prevent. */
const changing = states.filter(({ name, status }) => !/^GET|me\/tokens$/.test(name) && status < 400)
let cases = 0

describe.each(changing)('$name, $title', (state) => {
  test('has no effect once the account has changed', async () => {
    const scenario = await scenarioOf(state)
    const id = await restsOn(scenario, state)
    if (id === undefined) return
    await scenario.rewind()
    const before = await effects()
    for (let trip = 1; trip <= scenario.trips.length; trip++) {
      await scenario.rewind()
      const undisturbed = await pause(scenario, trip)
      // The effect may be complete before the last round trips.
      const isComplete = !same(await effects(), before)
      await undisturbed.goOn()
      if (isComplete) break
      for (const { title, sql, stops } of changes) {
        if (!stops(state.name)) continue
        await scenario.rewind()
        const paused = await pause(scenario, trip)
        await env.DB.batch(sql.map((statement) => env.DB.prepare(statement).bind(id)))
        const meanwhile = await effects()
        const { status, body } = await paused.goOn()
        cases++
        const what = `${title} before round trip ${trip}`
        expect(status, `${what}: ${JSON.stringify(body)}`).toBeLessThan(500)
        if (status < 400) expect(harmless(state.name) || (await isRevoked(body)), what).toBe(true)
        expect(await effects(), what).toEqual(meanwhile)
      }
    }
  })
})

/** Responses that are equal for every account, to reveal nothing, or that only read. The database shows that they had no effect. */
function harmless(operation: string): boolean {
  return /logout|send-password-reset-link|POST .*password-reset$|passkey\/options$/.test(operation)
}

/** An access token of a session that ended meanwhile: verifiers refuse it, because the list of revocations has the session. */
async function isRevoked(body: Answer['body']): Promise<boolean> {
  if (typeof body?.access_token !== 'string') return false
  const { sid } = claimsOf(body.access_token)
  return (await countRows('revocations', "kind = 'session' and subject = ?", sid)) > 0
}

describe('The replacement of a hash with an outdated cost', () => {
  const json = { email: 'alice@example.com', password }
  const service = new Service()

  test.each(['POST /api/auth/login', 'POST /api/auth/session', 'POST /v1/auth/login'])(
    'does not fail a parallel sign-in by %s',
    async (operation) => {
      const scenario = await scenarioOf(stateWith(operation))
      for (let trip = 1; trip <= scenario.trips.length; trip++) {
        await scenario.rewind()
        const paused = await pause(scenario, trip)
        await write('update accounts set password_hash = ?', await bcrypt.hash(password, 5))
        expect((await paused.goOn()).status, `before round trip ${trip}`).toBe(
          operation.endsWith('/session') ? 201 : 200,
        )
      }
    },
  )

  test('has no effect if the password changes during the sign-in', async () => {
    const state = states.find(({ title }) => title === 'outdated hash cost')
    if (!state) throw new Error('the catalogue has no outdated hash')
    const scenario = await scenarioOf(state)
    await scenario.rewind()
    const paused = await pause(scenario, scenario.trips.length)
    await write(
      "update accounts set password_hash = 'theirs', credential_version = credential_version + 1",
    )
    await paused.goOn()
    const hashes = env.DB.prepare('select distinct password_hash from accounts')
    expect(await hashes.all()).toMatchObject({ results: [{ password_hash: 'theirs' }] })
    expect((await service.post('/api/auth/login', json)).status).toBe(401)
  })
})

describe('The default account', () => {
  const vars = { DEFAULT_ACCOUNTS: 'on' }
  const ways = [
    ['POST /api/auth/first-run', { path: '/api/auth/first-run' }],
    [
      'POST /api/auth/login',
      { path: '/api/auth/login', json: { email: 'admin@local', password: 'changeme' } },
    ],
  ] as const

  test.each(
    ways.flatMap(([operation, sent]) => [
      [operation, 'that exists', sent, true] as const,
      [operation, 'that does not exist yet', sent, false] as const,
    ]),
  )('by %s, %s, cannot sign in once setup is complete', async (operation, _, sent, there) => {
    const scenario = await scenarioOf({
      method: 'POST',
      vars,
      late: [],
      status: 200,
      again: 200,
      prepare: async (service) => {
        if (there) await service.post('/api/auth/first-run')
        return sent
      },
    })
    for (let trip = 1; trip <= scenario.trips.length; trip++) {
      await scenario.rewind()
      const sessions = await countDefaultSessions()
      const paused = await pause(scenario, trip)
      if ((await countDefaultSessions()) > sessions) {
        await paused.goOn()
        continue
      }
      // The owner signs in and sets a password, which completes setup.
      const owner = new Service(vars)
      const entered = await owner.post('/api/auth/first-run')
      const { token } = entered.body
      const changed = { password: 'a password of my own' }
      expect((await owner.post('/api/auth/update-password', changed, { token })).status).toBe(200)
      const { status } = await paused.goOn()
      const refused = operation.endsWith('first-run') ? 403 : 401
      expect(status, `before round trip ${trip}`).toBe(refused)
      expect(await countDefaultSessions(), `before round trip ${trip}`).toBe(1)
    }
  })
})

afterAll(() => {
  console.log(`between: ${changing.length} states, ${cases} pauses`)
})

/** The account that the request depends on: the caller's, or the one that signs in; undefined if there is none. */
async function restsOn({ sent }: Scenario, { name, vars }: State) {
  if (sent.token?.startsWith('eyJ')) return claimsOf(sent.token).sub
  if (!signIns.test(name) || vars?.DEFAULT_ACCOUNTS) return undefined
  const found = env.DB.prepare("select id from accounts where email = 'alice@example.com'")
  return (await found.first<string>('id')) ?? undefined
}

/** Sends the request, which waits before this round trip. */
async function pause({ d1, send }: Scenario, trip: number) {
  const reached = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  d1.arm({ mode: 'held', trip, reached: reached.resolve, until: letGo.promise })
  const answer: Promise<Answer> = send()
  await Promise.race([reached.promise, answer])
  return {
    goOn: () => {
      letGo.resolve()
      return answer
    },
  }
}

/** The effect of a request: all rows but attempt counters and events. */
async function effects(): Promise<Dump> {
  const { throttles: _, events: __, otp_challenges: codes = [], ...rest } = await dump()
  return { ...rest, otp_challenges: codes.map(({ tries: _, ...code }) => code) }
}

function same(one: Dump, other: Dump): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function countDefaultSessions(): Promise<number> {
  return countRows('sessions', 'account_id in (select id from accounts where default_of > ?)', '')
}
