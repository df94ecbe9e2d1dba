import { describe, expect, test } from 'vitest'
import { onEveryTrip } from '../support/faults.ts'
import { recordLogs } from '../support/logs.ts'
import { type Prepared, prepared } from '../support/prepared.ts'
import { freshDatabase, Service } from '../support/service.ts'
import { scansOf } from '../support/statements.ts'
import { hashing } from '../support/work.ts'

/*
 * What each operation costs in each state: counted, not timed. The table is docs/costs.md; a change that makes
 * something dearer shows there, and has to be written down: npm test -- test/system/costs.test.ts --update
 */
freshDatabase()
recordLogs()

const statements = new Set<string>()
const rows: string[] = []

describe.each(Object.entries(prepared))('%s', (operation, states) => {
  test.each(states)('$title', async (state) => {
    rows.push(`| ${[operation, state.title, ...(await costsOf(operation, state))].join(' | ')} |`)
  })
})

test('every statement finds its rows by an index', async () => {
  expect(statements.size).toBeGreaterThan(50)
  const slow = await Promise.all(
    [...statements].map(async (statement) => ({ statement, scans: await scansOf(statement) })),
  )
  expect(slow.filter(({ scans }) => scans.length > 0)).toEqual([])
})

test('a statement that reads a whole table would be noticed', async () => {
  expect(await scansOf('select * from accounts where first_name = ?')).toEqual(['SCAN accounts'])
  expect(await scansOf('select * from accounts order by created_at, id limit ?')).toEqual([])
  expect(await scansOf('select * from accounts order by last_name limit ?')).not.toEqual([])
})

test('the table of costs is up to date', async () => {
  const table = [
    '# What each operation costs',
    '',
    'Counted by `test/system/costs.test.ts` on an isolate that is warm. A D1 round trip is one query or one batch, which is a',
    'transaction; those after the answer, such as the audit row of a failed sign-in, are among them. A hash is one run of',
    'bcrypt or of what stands in its place.',
    '',
    '| operation | state | D1 round trips | their statements | hashes |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ]
  await expect(table.join('\n')).toMatchFileSnapshot('../../docs/costs.md')
})

async function costsOf(operation: string, { prepare, vars, status }: Prepared) {
  let trips: number[] = []
  const db = onEveryTrip(
    (run, batch) => {
      trips.push(batch?.length ?? 1)
      return run(batch)
    },
    (query) => {
      statements.add(query)
      return query
    },
  )
  const service = new Service({ ...vars, DB: db })
  const { path, ...sent } = await prepare(service)
  // Settings are read and keys derived once in the life of an isolate.
  await service.get('/openapi.json')
  const hashes = hashing()
  trips = []
  const answer = await service.request(operation.split(' ')[0] ?? '', path, sent)
  expect(answer.status).toBe(status)
  return [trips.length, trips.join(' + ') || '0', hashes().length]
}
