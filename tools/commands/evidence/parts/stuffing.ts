import { statSync } from 'node:fs'
import { address } from '../load/http.ts'
import { passwordOf, people } from '../load/people.ts'
import { newFindings, type Part, table, whole } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import {
  databaseFile,
  type Instance,
  migratedDatabase,
  startInstance,
} from '../service/instance.ts'

const attempts = 10
const tries = 100
const connections = 16
const day = 86_400_000

/** Credential stuffing: many wrong passwords for each of many addresses, half of them with an account. */
export const stuffing: Part = async ({ scratch, part }) => {
  const findings = newFindings()
  const addresses = part(1000)
  const instance = await startInstance({
    database: await migratedDatabase(scratch),
    versions: { latchkey: { bundle: await builtWorker(), variables: { LOGIN_WINDOW: '1h' } } },
  })
  try {
    const { origin } = instance
    const nameOf = (n: number) => `person-${n}@example.com`
    for (let n = 0; n < addresses; n += 2) await people.register(origin, nameOf(n), passwordOf(n))
    const before = await sizesOf(instance, scratch)
    const counts = Array.from({ length: addresses }, () => ({ refused: 0, limited: 0, other: 0 }))
    const started = performance.now()
    await inParallel(addresses * tries, connections, async (i) => {
      const n = i % addresses
      const { status } = await people.signIn(origin, nameOf(n), `guess ${i}`, address(i))
      if (status === 0) throw new Error('The instance does not respond.')
      const count = counts[n]
      if (!count) return
      if (status === 401) count.refused++
      else if (status === 429) count.limited++
      else count.other++
    })
    const seconds = (performance.now() - started) / 1000
    const exact = counts.filter(
      ({ refused, limited }) => refused === attempts && limited === tries - attempts,
    ).length
    findings.claim(
      exact === addresses,
      `${whole(addresses * tries)} guesses at ${whole(addresses)} addresses, half of them with an account, in ${seconds.toFixed(0)} s: ${whole(exact)} of the addresses had exactly ${attempts} guesses evaluated and ${tries - attempts} refused with 429`,
    )
    const after = await sizesOf(instance, scratch)
    const hour = await swept(instance, scratch, 3_700_000)
    const quarter = await swept(instance, scratch, 91 * day)
    findings.claim(
      hour.rows[0] === '0' && quarter.rows[1] === '0',
      `one run of the sweep deletes what has expired: all counters in ${hour.ms} ms, all events in ${quarter.ms} ms`,
    )
    findings.add(
      '',
      ...table([
        ['', 'rows of throttles', 'rows of events', 'KiB of database and WAL'],
        ['before', ...before],
        ['after the guesses', ...after],
        ['after the sweep, one hour later', ...hour.rows],
        ['after the sweep, 91 days later', ...quarter.rows],
      ]),
    )
    return findings
  } finally {
    await instance.stop()
  }
}

/** Runs the sweep as if it were later. */
async function swept(instance: Instance, directory: string, later: number) {
  const started = performance.now()
  await instance.runCron(new Date(Date.now() + later))
  const ms = whole(performance.now() - started)
  return { ms, rows: await sizesOf(instance, directory) }
}

async function sizesOf(instance: Instance, directory: string): Promise<string[]> {
  const [counts] = await instance.select<{ throttles: number; events: number }>(
    'select (select count(*) from throttles) as throttles, (select count(*) from events) as events',
  )
  const file = databaseFile(directory)
  const bytes = statSync(file).size + statSync(`${file}-wal`).size
  return [counts?.throttles ?? 0, counts?.events ?? 0, bytes / 1024].map(whole)
}

/** Does something `count` times, some of it at the same time. */
async function inParallel(
  count: number,
  workers: number,
  work: (i: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: workers }, worker))
}
