import { env } from 'cloudflare:workers'

/**
 * What happens to one round trip. `fails` and `unreachable` are errors before anything ran, in D1's own words
 * and in those of a binding that finds nobody at the other end; `reply lost` commits and then fails; `slow`
 * answers late; `down` fails this one and every later one; `statement` breaks a batch before its statement
 * number `statement`, counted from 0 (as many as there are: after the last, before the commit); `held` waits,
 * once it said so, until it is let go.
 */
export type Fault =
  | { mode: 'fails' | 'unreachable' | 'reply lost' | 'slow' | 'down'; trip: number }
  | { mode: 'statement'; trip: number; statement: number }
  | { mode: 'held'; trip: number; reached: () => void; until: Promise<void> }

/** The real D1 binding with one fault at a time. It counts round trips from the moment it is armed. */
export class FaultyD1 {
  readonly db: D1Database
  /** Statements of each round trip since `arm`; undefined for one that is no batch. */
  trips: (number | undefined)[] = []
  /** The fault took place. */
  happened = false
  /** A table that the schema does not have. */
  missing: string | undefined
  /** Tables that statements since `arm` name. */
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

/** Compiles, and fails when it runs: what came before it in its batch has run. */
const broken = 'insert into milestones (name, reached_at) values (null, null)'

/** Every fault that a request with these round trips can meet. */
export function faultsOf(trips: (number | undefined)[]): Fault[] {
  return trips.flatMap((statements, index): Fault[] => {
    const trip = index + 1
    // A binding that finds nobody fails as one that finds D1 busy, in other words: once tells whether those matter.
    // Nothing comes after the last trip, so being down from there is to fail there; from the first on it is tried
    // always, because nothing may be answered without storage.
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

type Run<T> = (statements?: D1PreparedStatement[]) => Promise<T>

/** Runs a round trip, or does something else instead. A batch gets its statements and may be given others. */
export type Trip = <T>(run: Run<T>, batch?: D1PreparedStatement[]) => Promise<T>

/**
 * The real D1 binding, but each round trip goes through `trip`, and the text of each statement through `rewrite` when it
 * runs, however long ago it was prepared.
 */
export function onEveryTrip(trip: Trip, rewrite = (query: string) => query): D1Database {
  const rewritten = new WeakMap<D1PreparedStatement, () => D1PreparedStatement>()
  return wrap(env.DB, {
    prepare: (query: string) => statement(query, []),
    batch: (statements: D1PreparedStatement[]) =>
      trip((others = statements) => {
        return env.DB.batch(others.map((each) => rewritten.get(each)?.() ?? each))
      }, statements),
  })

  function statement(query: string, values: unknown[]): D1PreparedStatement {
    const now = () => env.DB.prepare(rewrite(query)).bind(...values)
    const outer = wrap(env.DB.prepare(query), {
      bind: (...given: unknown[]) => statement(query, given),
      all: () => trip(() => now().all()),
      run: () => trip(() => now().run()),
      raw: () => trip(() => now().raw()),
      first: () => trip(() => now().first()),
    })
    rewritten.set(outer, now)
    return outer
  }
}

/** The same object with some methods replaced; the others stay those of the real one. */
function wrap<T extends object>(real: T, replaced: Partial<Record<keyof T, unknown>>): T {
  return new Proxy(real, {
    get(target, name) {
      if (Object.hasOwn(replaced, name)) return Reflect.get(replaced, name)
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
