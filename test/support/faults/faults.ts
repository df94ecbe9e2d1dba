import { env } from 'cloudflare:workers'
import { onEveryTrip, type Run } from '../database/d1.ts'

/**
 * What happens to one round trip. `fails` and `unreachable` fail before anything ran, with the error of D1 or of a lost
 * connection. `reply lost` commits and then fails. `slow` responds late. `down` fails this round trip and every
 * later one. `statement` breaks a batch before its statement number `statement`, counted from 0; the number of statements
 * means after the last one, before the commit. `held` calls `reached` and waits for `until`.
 */
export type Fault =
  | { mode: 'fails' | 'unreachable' | 'reply lost' | 'slow' | 'down'; trip: number }
  | { mode: 'statement'; trip: number; statement: number }
  | { mode: 'held'; trip: number; reached: () => void; until: Promise<void> }

/** The real D1 binding with one fault at a time. It counts round trips from `arm` on. */
export class FaultyD1 {
  readonly db: D1Database
  /** The number of statements of each round trip since `arm`, or undefined for a single query. */
  trips: (number | undefined)[] = []
  /** Whether the fault occurred. */
  happened = false
  /** A table to pretend is missing. */
  missing: string | undefined
  /** Quoted names in the statements since `arm`, including tables. */
  named = new Set<string>()
  private fault: Fault | undefined

  constructor() {
    this.db = onEveryTrip(
      (run, batch) => this.trip(run, batch),
      (query) => {
        for (const [, table = ''] of query.matchAll(/"(\w+)"/g)) this.named.add(table)
        return query.replaceAll(`"${this.missing}"`, '"no_such_table"')
      },
    )
  }

  arm(fault?: Fault): void {
    this.fault = fault
    this.trips = []
    this.named.clear()
    this.happened = false
  }

  private async trip<T>(run: Run<T>, batch?: D1PreparedStatement[]): Promise<T> {
    this.trips.push(batch?.length)
    const { fault } = this
    const number = this.trips.length
    if (!fault || (number !== fault.trip && !(fault.mode === 'down' && number > fault.trip))) {
      return run(batch)
    }
    this.happened = true
    switch (fault.mode) {
      case 'fails':
      case 'down':
        throw new Error('D1_ERROR: D1 DB is overloaded. Requests queued for too long.')
      case 'unreachable':
        throw new Error('Network connection lost.')
      case 'slow':
        await scheduler.wait(5)
        return run(batch)
      case 'held':
        fault.reached()
        await fault.until
        return run(batch)
      case 'reply lost':
        await run(batch)
        throw new Error('D1_ERROR: Network connection lost.')
      case 'statement':
        return run(batch?.toSpliced(fault.statement, 0, env.DB.prepare(broken)))
    }
  }
}

/** Compiles, and fails when it runs, after the statements before it in the batch. */
const broken = 'insert into milestones (name, reached_at) values (null, null)'

/** Every fault that can occur in a request with these round trips. */
export function faultsOf(trips: (number | undefined)[]): Fault[] {
  return trips.flatMap((statements, index): Fault[] => {
    const trip = index + 1
    // `unreachable` differs from `fails` only in its message, so one round trip is enough. After the last round trip,
    // `down` is the same as `fails`; it is always tried from the first, because nothing may succeed without storage.
    const isLast = trip > 1 && trip === trips.length
    const modes = ['fails', 'reply lost', 'slow', ...(isLast ? [] : ['down' as const])] as const
    return [
      ...(index === 0 ? [{ mode: 'unreachable' as const, trip }] : []),
      ...modes.map((mode) => ({ mode, trip })),
      ...Array.from({ length: statements === undefined ? 0 : statements + 1 }, (_, statement) => ({
        mode: 'statement' as const,
        trip,
        statement,
      })),
    ]
  })
}
