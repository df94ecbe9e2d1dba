import { describe, expect, test } from 'vitest'
import { operations, type State, states, statesOf } from '../support/catalogue/states.ts'
import { onEveryTrip } from '../support/database/d1.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { hashing } from '../support/faults/work.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'
import { registrations } from './costs/registrations.ts'
import { scansOf } from './costs/scans.ts'

/*
 * The cost of each operation in each state, counted instead of timed. A change of a cost changes the table in
 * docs/costs.md, which must be committed: npm test -- test/system/costs.test.ts --update
 */
freshDatabase()
recordLogs()

const statements = new Set<string>()
const rows: string[] = []

const further = statesOf(
  operations.filter(({ name }) => name === 'POST /api/auth/account'),
  () => registrations,
)

describe.each(operations)('$name', ({ name }) => {
  const all = [...states, ...further].filter((state) => state.name === name)
  test.each(all)('$title', async (state) => {
    rows.push(`| ${[name, state.title, ...(await costsOf(state))].join(' | ')} |`)
  })
})

test('every statement finds its rows through an index', async () => {
  expect(statements.size).toBeGreaterThan(50)
  const slow = await Promise.all(
    [...statements].map(async (statement) => ({ statement, scans: await scansOf(statement) })),
  )
  expect(slow.filter(({ scans }) => scans.length > 0)).toEqual([])
})

test('a full table scan is detected', async () => {
  expect(await scansOf('select * from accounts where first_name = ?')).toEqual(['SCAN accounts'])
  expect(await scansOf('select * from accounts order by created_at, id limit ?')).toEqual([])
  expect(await scansOf('select * from accounts order by last_name limit ?')).not.toEqual([])
})

/** The rows that each state of these operations wrote. */
function written(operation: RegExp, others: RegExp): [state: string, rows: number][] {
  return rows
    .filter((row) => operation.test(row) && !others.test(row))
    .map((row) => row.split(' | '))
    .map(([name, title, , , rows]) => [`${name?.slice(2)}: ${title}`, Number(rows)])
}

test('a sign-in writes at most 7 rows', () => {
  // Without what the operation also does: open a default account, or accept a second factor.
  const all = written(/ POST \S+\/(login|session) /, /code|default account|second factor/)
  expect(all.length).toBe(9)
  expect(all.filter(([, rows]) => rows > 7)).toEqual([])
})

test('a registration writes at most 12 rows, unless it does two things more', () => {
  const all = written(/ POST \S+\/(register|signup|account|setup) /, /taken/)
  expect(all.length).toBeGreaterThan(14)
  // An invitation, a passkey, a mailed code and setup are 2 rows each (decision 83).
  expect(Object.fromEntries(all.filter(([, rows]) => rows > 12))).toEqual({
    'POST /api/auth/setup: with a passkey': 13,
    'POST /api/auth/account: with a passkey': 14,
    'POST /api/auth/account: with a passkey and an email address': 13,
    'POST /api/auth/account: with an invitation and an email address': 13,
    'POST /api/auth/account: with an invitation and both names': 14,
  })
})

test('the table of costs is up to date', async () => {
  const table = [
    '# Cost of each operation',
    '',
    '`test/system/costs.test.ts` counts these costs in a warm isolate. A D1 round trip is one query or one batch; a batch is a',
    'transaction. The table includes round trips after the response, such as the audit event of a failed sign-in. A hash is one',
    'run of bcrypt or of another password hash. Rows written are the rows of tables and indexes that D1 charges for.',
    '',
    '| operation | state | D1 round trips | statements per round trip | rows written | hashes |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ]
  await expect(table.join('\n')).toMatchFileSnapshot('../../docs/costs.md')
})

async function costsOf({ method, create, vars, status }: State) {
  let trips: number[] = []
  let written = 0
  const db = onEveryTrip(
    async (run, batch) => {
      trips.push(batch?.length ?? 1)
      const result = await run(batch)
      written += rowsWritten(result)
      return result
    },
    (query) => {
      statements.add(query)
      return query
    },
  )
  const service = new Service({ ...vars, DB: db })
  const { path, ...sent } = await create(service)
  // An isolate reads the settings and derives the keys at its first request.
  await service.get('/openapi.json')
  const hashes = hashing()
  trips = []
  written = 0
  const response = await service.request(method, path, sent)
  expect(response.status).toBe(status)
  return [trips.length, trips.join(' + ') || '0', written, hashes().length]
}

/** The rows that a query or a batch wrote in tables and indexes, which D1 charges for. */
function rowsWritten(result: unknown): number {
  const metas = [result].flat() as { meta?: { rows_written?: number } }[]
  return metas.reduce((sum, each) => sum + (each?.meta?.rows_written ?? 0), 0)
}
