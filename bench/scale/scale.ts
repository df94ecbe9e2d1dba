import { join } from 'node:path'
import bcrypt from 'bcryptjs'
import { runLoad, sendOnce } from '../measure/load.ts'
import { median } from '../measure/statistics.ts'
import { bearer, password } from '../peers/credentials.ts'
import { latchkey } from '../peers/latchkey.ts'
import { createDatabase } from '../runtime/database.ts'
import { type BuiltPeer, buildPeer, servePeer } from '../runtime/peer-server.ts'
import { type Operation, operations, signInAs, type Target } from './operations.ts'
import { populate, storageOf, type TableStorage, usernameOf } from './population.ts'
import { type OperationResult, scaleReport } from './report.ts'

/** Consecutive requests of one operation before the next database takes its turn. */
const batchSize = 8

/** Accounts whose names the sign-ins rotate through, and how many of them have a session. */
const nameCount = 400
const userCount = 50

/**
 * Measures the same operations in databases of three sizes, one request at a time.
 * @param scratch directory for the bundle and the databases
 * @param options `isQuick`: smaller databases and fewer rounds
 * @returns the content of bench/SCALE.md
 */
export async function measureScale(
  scratch: string,
  { isQuick }: { isQuick: boolean },
): Promise<string> {
  const sizes = isQuick ? [1_000, 10_000, 100_000] : [1_000, 100_000, 1_000_000]
  const rounds = isQuick ? 5 : 21
  const built = await buildPeer(latchkey, scratch)
  const passwordHash = bcrypt.hashSync(password, 4)
  const targets: Target[] = []
  let storage: TableStorage[] = []
  try {
    for (const size of sizes) {
      const started = performance.now()
      const database = join(scratch, String(size))
      storage = await createDatabase(database, (db) => {
        for (const script of latchkey.schema()) db.exec(script)
        populate(db, size, passwordHash)
        return storageOf(db)
      })
      const seconds = (performance.now() - started) / 1000
      console.log(`${size} accounts: created in ${seconds.toFixed(0)} s`)
      targets.push(await open(built, database, size))
    }
    const results: OperationResult[] = []
    for (const [title, operation] of Object.entries(operations)) {
      const result = { title, ...(await compareSizes(targets, operation, rounds)) }
      results.push(result)
      console.log(lineOf(result))
    }
    return scaleReport({ results, sizes, storage, rounds })
  } finally {
    await Promise.all(targets.map(({ server }) => server.stop()))
  }
}

/** Starts Latchkey on a populated database and signs in to some of the accounts. */
async function open(built: BuiltPeer, database: string, size: number): Promise<Target> {
  const server = await servePeer(built, database, latchkey.variables(4))
  const usernames = Array.from({ length: nameCount }, (_, i) =>
    usernameOf(1 + ((i * 7919 + 13) % size)),
  )
  const signIn = async (username: string) =>
    latchkey.tokenOf(await sendOnce(server.origin, signInAs(username)))
  const adminToken = await signIn(usernameOf(1))
  const tokens = []
  for (const username of usernames.slice(0, userCount)) tokens.push(await signIn(username))
  const { text } = await sendOnce(server.origin, {
    path: `/api/auth/accounts?search=${usernameOf(size / 2)}`,
    headers: bearer(adminToken),
  })
  const [middle] = JSON.parse(text).items
  return {
    server,
    usernames,
    tokens,
    adminToken,
    middle: { id: middle.id, createdAt: Date.parse(middle.created_at) },
  }
}

/** Times in each database, and ratios to the smallest database: the medians of all rounds. */
async function compareSizes(
  targets: Target[],
  operation: Operation,
  rounds: number,
): Promise<Omit<OperationResult, 'title'>> {
  const runs = targets.map((target) => {
    const times: number[] = []
    return { times, time: timerOf(target, operation) }
  })
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % runs.length
    for (const { times, time } of [...runs.slice(first), ...runs.slice(0, first)]) {
      const taken = await time(round)
      if (round > 0) times.push(taken)
    }
  }
  const smallest = runs[0]?.times ?? []
  return {
    medians: runs.map(({ times }) => median(times)),
    ratios: runs.map(({ times }) =>
      median(times.map((time, i) => time / (smallest[i] ?? Number.NaN))),
    ),
  }
}

/** Makes a function that returns the milliseconds of an operation in one round. */
function timerOf(target: Target, operation: Operation): (round: number) => Promise<number> {
  if ('run' in operation) return () => operation.run(target)
  const request = operation.requests(target)
  return async (round) => {
    const next = (i: number) => ({ kind: 'operation', ...request(round * batchSize + i) })
    const { origin } = target.server
    const { latencies } = await runLoad(origin, { connections: 1, next }, { requests: batchSize })
    return median(latencies.operation ?? [])
  }
}

function lineOf({ title, medians, ratios }: OperationResult): string {
  const cells = medians.map((ms, i) => `${ms.toFixed(2)} ms (${ratios[i]?.toFixed(2)})`)
  return `${title}: ${cells.join(', ')}`
}
