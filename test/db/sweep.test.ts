import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sessions } from '../../schema/index.ts'
import { walkAccounts } from '../../worker/db/sweep.ts'
import worker from '../../worker/index.ts'
import { createInvitation } from '../support/accounts/invitations.ts'
import { challenge, resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { onEveryTrip } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import type { Person } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const minute = 60_000
const day = 86_400_000
/** Tables whose rows expire. */
const tables = ['sessions', 'reset_links', 'otp_challenges', 'api_tokens', 'throttles']

let now: number
beforeEach(() => {
  now = Date.now()
})
afterEach(() => {
  vi.useRealTimers()
})

/** The cron trigger at this time. */
async function sweep(service = new Service(), at = now): Promise<void> {
  const controller = createScheduledController({ scheduledTime: new Date(at), cron: '*/5 * * * *' })
  await service.counted(() => worker.scheduled(controller, service.env as never))
}

/** An account with a valid row in each of the tables. */
async function livedIn(name: string): Promise<Person> {
  const service = new Service()
  const owner = await person(name)
  await createInvitation(service, owner.token)
  await challenge(service, owner.token)
  await resetToken(service, name)
  await service.post('/api/auth/login', { email: name, password: 'not the right one' })
  return owner
}

/** Expired rows, inserted in bulk. */
async function manyThrottles(count: number, expiresAt: number): Promise<void> {
  await write(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
      insert into throttles (key, count, expires_at) select 'many:' || i, 1, ? from n`,
    count,
    expiresAt,
  )
}

describe('The sweep', () => {
  it.each(tables)('deletes expired rows of %s', async (table) => {
    await livedIn('ada@example.com')
    expect(await countRows(table)).toBeGreaterThan(0)
    await write(`update ${table} set expires_at = ?`, now - 1)
    await sweep()
    expect(await countRows(table)).toBe(0)
  })

  it.each(tables)('keeps rows of %s that expire in a minute', async (table) => {
    await livedIn('ada@example.com')
    const before = await countRows(table)
    await write(`update ${table} set expires_at = ?`, now + minute)
    await sweep()
    expect(await countRows(table)).toBe(before)
  })

  it('keeps valid rows and deletes expired ones', async () => {
    const [ada, bob] = [await livedIn('ada@example.com'), await livedIn('bob@example.com')]
    for (const table of tables.filter((table) => table !== 'throttles')) {
      await write(`update ${table} set expires_at = 1 where account_id = ?`, ada.id)
    }
    await sweep()
    for (const table of tables.filter((table) => table !== 'throttles')) {
      expect(await countRows(table, 'account_id = ?', ada.id), table).toBe(0)
      expect(await countRows(table, 'account_id = ?', bob.id), table).toBeGreaterThan(0)
    }
  })

  it('deletes no account, no identifier, no role and no milestone', async () => {
    await livedIn('ada@example.com')
    const kept = ['accounts', 'identifiers', 'roles', 'milestones']
    const before = await Promise.all(kept.map((table) => countRows(table)))
    await sweep(new Service(), now + 4000 * day)
    expect(await Promise.all(kept.map((table) => countRows(table)))).toEqual(before)
  })

  it('deletes events by their age', async () => {
    await livedIn('ada@example.com')
    const before = await countRows('events')
    await sweep()
    expect(await countRows('events')).toBe(before)
    await sweep(new Service({ AUDIT_DAYS: '30' }), now + 29 * day)
    expect(await countRows('events')).toBe(before)
    await sweep(new Service({ AUDIT_DAYS: '30' }), now + 31 * day)
    expect(await countRows('events')).toBe(0)
  })

  it('does nothing a second time, and nothing on an empty database', async () => {
    await sweep()
    await manyThrottles(10, now - 1)
    await sweep()
    await sweep()
    expect(await countRows('throttles')).toBe(0)
  })

  it('deletes many rows in several statements, so that none blocks the database for long', async () => {
    const idle = new Service()
    idle.trips = 0
    await sweep(idle)
    await manyThrottles(2500, now - 1)
    const busy = new Service()
    busy.trips = 0
    await sweep(busy)
    expect(await countRows('throttles')).toBe(0)
    expect(busy.trips).toBeGreaterThanOrEqual(idle.trips + 2)
  })

  it('deletes a backlog of every table in one run', async () => {
    const ada = await person('ada@example.com')
    await write('update sessions set expires_at = 1')
    await manyThrottles(60_000, now - 1)
    await sweep()
    expect(await countRows('throttles')).toBe(0)
    expect(await countRows('sessions', 'account_id = ?', ada.id)).toBe(0)
  })

  it("stays within D1's limit of statements per invocation, and reaches every table", async () => {
    const ada = await person('ada@example.com')
    await write('update sessions set expires_at = 1')
    await manyThrottles(100_000, now - 1)
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 60000)
        insert into events (id, at, event, outcome, request_id) select i, 1, 'x', 'success', 'x' from n`,
    )
    const service = new Service({ DB: contended() })
    await sweep(service)
    expect(await countRows('events', 'at = 1')).toBeGreaterThan(0)
    // However long statements wait, a walk reaches its end.
    expect(await countRows('throttles')).toBe(0)
    expect(await countRows('sessions', 'account_id = ?', ada.id)).toBe(0)
    expect(deletes).toBeGreaterThan(800)
    expect(deletes).toBeLessThan(1000)
    await sweep()
    expect(await countRows('events', 'at = 1')).toBe(0)
  })

  it('frees space also if nothing else can be written', async () => {
    const service = new Service({ OAUTH: 'on', PUBLIC_URL: 'https://x.test' })
    await service.get('/.well-known/revocations')
    expect(await countRows('signing_keys')).toBe(1)
    await write('update signing_keys set rotate_at = 1')
    await write(
      `create trigger full before insert on signing_keys
        begin select raise(abort, 'database or disk is full'); end`,
    )
    await manyThrottles(10, now - 1)
    await expect(sweep(service)).rejects.toThrow('storage failed')
    expect(await countRows('throttles')).toBe(0)
    await write('drop trigger full')
  })

  it('walks sessions and devices from a start that moves with the time of day, and comes round', async () => {
    const starts = [0, 6, 12, 18, 23.99].map((hours) => {
      return walkAccounts(sessions.accountId, Date.UTC(1970, 0, 1) + hours * 60 * minute).start
    })
    expect(starts).toEqual(['0000', '4000', '8000', 'c000', 'ffe4'])
    // A cron that runs once a day starts elsewhere each day.
    const daily = [0, 1, 2].map((days) => walkAccounts(sessions.accountId, days * day).start)
    expect(new Set(daily).size).toBe(3)
    for (const hours of [0, 5, 13, 23]) {
      const ada = await person(`ada${hours}@example.com`)
      await write('update sessions set expires_at = 1')
      await sweep(new Service(), Math.floor(now / day) * day + hours * 60 * minute)
      expect(await countRows('sessions', 'account_id = ?', ada.id)).toBe(0)
    }
  })

  it('reads a bounded number of sessions in one run, and all of them within a day', async () => {
    const ada = await person('ada@example.com')
    await write(
      `with recursive n(i) as (select 0 union all select i + 1 from n where i < 607)
      insert into accounts (id, role_id, created_at, updated_at)
        select printf('%04x0000-0000-4000-8000-000000000000', i * 107), 'user', 1, 1 from n`,
    )
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 100)
      insert into sessions (id, account_id, created_at, expires_at)
        select i, id, 1, 2 from accounts cross join n where created_at = 1`,
    )
    const expired = () => countRows('sessions', 'expires_at = 2')
    await sweep()
    const left = await expired()
    expect(left).toBeGreaterThan(28_000)
    expect(left).toBeLessThan(37_000)
    for (const hours of [8, 16]) await sweep(new Service(), now + hours * 60 * minute)
    expect(await expired()).toBe(0)
    expect(await countRows('sessions', 'account_id = ?', ada.id)).toBe(1)
  })

  let deletes: number
  /** The real D1, but the clock advances during each statement, as if statements had to wait. */
  function contended(): D1Database {
    deletes = 0
    vi.useFakeTimers({ toFake: ['Date'], now })
    return onEveryTrip((run, batch) => {
      deletes++
      vi.setSystemTime(Date.now() + 100)
      return run(batch)
    })
  }

  it('finds rows by an index or by their primary key', async () => {
    await livedIn('ada@example.com')
    await write('insert into devices (account_id, key, used_at) select id, 1, 1 from accounts')
    const statements: string[] = []
    const DB = new Proxy(env.DB, {
      get(target, member) {
        if (member === 'prepare') {
          return (query: string) => {
            statements.push(query)
            return target.prepare(query)
          }
        }
        const value = Reflect.get(target, member)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await sweep(new Service({ DB }))
    const deletes = statements.filter((query) => /^(delete|select max)/i.test(query))
    expect(deletes.length).toBeGreaterThanOrEqual(tables.length)
    for (const query of deletes) {
      const parameters = query.match(/\?/g)?.map(() => 0) ?? []
      const plan = env.DB.prepare(`explain query plan ${query}`).bind(...parameters)
      const { results } = await plan.all<{ detail: string }>()
      const details = results.map(({ detail }) => detail).join('\n')
      expect(details, query).toMatch(/using (covering index|index|primary key)/i)
      expect(details, query).not.toMatch(/^scan (?!part$)(?!.*index)/im)
    }
  })
})
