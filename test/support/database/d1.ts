import { env } from 'cloudflare:workers'

export type Run<T> = (statements?: D1PreparedStatement[]) => Promise<T>

/** Runs a round trip, or replaces it. For a batch, `run` may get other statements. */
export type Trip = <T>(run: Run<T>, batch?: D1PreparedStatement[]) => Promise<T>

const isWrite = /^(insert|update|delete) /i

const queries = new WeakMap<D1PreparedStatement, string>()

/**
 * The real D1 binding, except that each round trip goes through `trip`, and the text of each statement through `rewrite`
 * when it runs, even if it was prepared long before.
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
    /** The rows of a write as `raw` returns them, of a result that states how many rows were written. */
    const written = async () => {
      const { results } = await trip(() => now().all<object>())
      return results.map((row) => Object.values(row))
    }
    const outer = wrap(env.DB.prepare(query), {
      bind: (...given: unknown[]) => statement(query, given),
      all: () => trip(() => now().all()),
      run: () => trip(() => now().run()),
      raw: () => (isWrite.test(query) ? written() : trip(() => now().raw())),
      first: (column?: string) => trip(() => (column ? now().first(column) : now().first())),
    })
    rewritten.set(outer, now)
    queries.set(outer, query)
    return outer
  }
}

/** The same object with some methods replaced. */
function wrap<T extends object>(real: T, replaced: Partial<Record<keyof T, unknown>>): T {
  return new Proxy(real, {
    get(target, name) {
      if (Object.hasOwn(replaced, name)) return Reflect.get(replaced, name)
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

/**
 * The real D1, except that `happens` runs before the n-th batch, as another request can between a check and
 * the write that relies on it. A batch that authenticates the caller is the check, and is not counted.
 */
export function meanwhile(happens: () => Promise<unknown>, n = 1): D1Database {
  let batches = 0
  return beforeBatches(async () => {
    batches++
    if (batches === n) await happens()
  })
}

/**
 * The real D1, except that a batch waits until this many have arrived: requests at the same moment. Batches that
 * authenticate the caller do not wait.
 * @param about text of a statement: only batches that contain it wait
 */
export function meeting(parties: number, about = ''): D1Database {
  const { promise, resolve } = Promise.withResolvers<void>()
  let arrived = 0
  return beforeBatches((batch) => {
    if (!batch.some((each) => queries.get(each)?.includes(about))) return Promise.resolve()
    arrived++
    if (arrived === parties) resolve()
    return promise
  })
}

function beforeBatches(wait: (batch: D1PreparedStatement[]) => Promise<unknown>): D1Database {
  // The statement that counts the requests of a session is in the batch that authenticates its caller.
  const authenticates = (batch: D1PreparedStatement[]) =>
    batch.some((each) => /'(write|navigation):'/.test(queries.get(each) ?? ''))
  return onEveryTrip(async (run, batch) => {
    if (batch && !authenticates(batch)) await wait(batch)
    return run(batch)
  })
}
