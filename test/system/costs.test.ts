import { describe, expect, test } from 'vitest'
import { operations, type State, states } from '../support/catalogue/states.ts'
import { onEveryTrip } from '../support/database/d1.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { hashing } from '../support/faults/work.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'
import { scansOf } from './costs/scans.ts'

/*
 * The cost of each operation in each state, counted instead of timed. A change of a cost changes the table in
 * docs/costs.md, which must be committed: npm test -- test/system/costs.test.ts --update
 */
freshDatabase()
recordLogs()

const statements = new Set<string>()
const rows: string[] = []

describe.each(operations)('$name', ({ name }) => {
  test.each(states.filter((state) => state.name === name))('$title', async (state) => {
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

test('a sign-in writes at most 7 rows, and a registration at most 12', () => {
  // Without what the operation also does: send a code, use an invitation, open a default account, or accept a second factor.
  const others =
    /code|invitation|passkey|default account|second factor|POST \S+\/(signup|account) \| success/
  const most = (operation: RegExp) =>
    rows
      .filter((row) => operation.test(row) && !others.test(row))
      .map((row) => ({ row, written: Number(row.split(' | ')[4]) }))
  const signIns = most(/ POST \S+\/(login|session) /)
  const registrations = most(/ POST \S+\/(register|account) /)
  expect([signIns.length, registrations.length]).toEqual([9, 3])
  expect(signIns.filter(({ written }) => written > 7)).toEqual([])
  expect(registrations.filter(({ written }) => written > 12)).toEqual([])
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
