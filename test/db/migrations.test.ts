import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

beforeEach(() => reset())

describe('Migrations', () => {
  it.each(env.MIGRATIONS.map(({ name }, i) => [name, i] as const))(
    'run from the state before %s, twice, and keep the rows',
    async (_, older) => {
      await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, older))
      const before = await rows()
      // An account with the columns of the first schema.
      const account =
        "insert into accounts (id, role_id, created_at, updated_at) values ('a', 'user', 1, 1)"
      if (before.roles?.length) await env.DB.exec(account)
      await applyD1Migrations(env.DB, env.MIGRATIONS)
      await applyD1Migrations(env.DB, env.MIGRATIONS)
      const after = await rows()
      for (const [table, kept] of Object.entries(before)) {
        expect(after[table]).toEqual(expect.arrayContaining(kept))
      }
      if (before.roles?.length) expect(after.accounts).toMatchObject([{ id: 'a', created_at: 1 }])

      const service = new Service()
      const registered = await service.post('/api/auth/register', { username: 'alice', password })
      expect(registered.status).toBe(200)
    },
  )

  it('change nothing in a database that is up to date', async () => {
    await applyD1Migrations(env.DB, env.MIGRATIONS)
    const service = new Service()
    const { body } = await service.post('/api/auth/register', { username: 'alice', password })
    const before = await rows()
    await applyD1Migrations(env.DB, env.MIGRATIONS)
    expect(await rows()).toEqual(before)
    expect((await service.get('/api/auth/me', { token: body.token })).status).toBe(200)
  })

  it('prevent changes to a stored event', async () => {
    await applyD1Migrations(env.DB, env.MIGRATIONS)
    await new Service().post('/api/auth/register', { username: 'alice', password })
    await expect(env.DB.exec("update events set outcome = 'failure'")).rejects.toThrow(
      'events are append-only',
    )
  })
})

describe('The keys of an account and its identifiers', () => {
  const keys = () => env.DB.prepare('select username_key, email_key from accounts').first()
  const identifiers = async () =>
    (await env.DB.prepare('select key from identifiers').all()).results.map(({ key }) => key)
  const insert = (key: string, owner = 'a') =>
    env.DB.exec(
      `insert into identifiers (key, account_id, kind) values ('${key}', '${owner}', 'username')`,
    )

  beforeEach(async () => {
    await applyD1Migrations(env.DB, env.MIGRATIONS)
    await env.DB.exec(
      "insert into accounts (id, role_id, created_at, updated_at) values ('a', 'user', 1, 1)",
    )
    await insert('first')
  })

  it('agree also if only identifiers are written, as the version before does', async () => {
    expect(await keys()).toEqual({ username_key: 'first', email_key: null })
    await expect(insert('second')).rejects.toThrow('UNIQUE')
    await expect(insert('second', 'unknown')).rejects.toThrow('FOREIGN KEY')
    await env.DB.exec("delete from identifiers where key = 'first'")
    expect(await keys()).toEqual({ username_key: null, email_key: null })
    await insert('second')
    expect(await keys()).toEqual({ username_key: 'second', email_key: null })
  })

  it('agree if a key changes, and end with the account', async () => {
    await env.DB.exec("update accounts set username_key = 'second'")
    expect(await identifiers()).toEqual([])
    await insert('second')
    await env.DB.exec("update accounts set updated_at = 2, username_key = 'second'")
    expect(await identifiers()).toEqual(['second'])
    await env.DB.exec('delete from accounts')
    expect(await identifiers()).toEqual([])
  })
})

/** Every row of all our tables. */
async function rows(): Promise<Record<string, unknown[]>> {
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and sql like 'create table `%'",
  ).all<{ name: string }>()
  const all: Record<string, unknown[]> = {}
  for (const { name } of results) {
    all[name] = (await env.DB.prepare(`select * from ${name}`).all()).results
  }
  return all
}
