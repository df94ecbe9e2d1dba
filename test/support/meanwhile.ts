import { env } from 'cloudflare:workers'

/**
 * The real D1, but before the first batch (or the n-th) something else happens: what another request could do
 * between a check and the write that relies on it. The batch that says who is calling is the check, and not counted.
 */
export function meanwhile(happens: () => Promise<unknown>, n = 1): D1Database {
  let batches = 0
  return beforeBatches(async () => {
    batches++
    if (batches === n) await happens()
  })
}

/**
 * The real D1, but a batch waits until as many have been asked for: requests that arrive at one moment. Batches that say who
 * is calling do not wait.
 */
export function meeting(parties: number): D1Database {
  const { promise, resolve } = Promise.withResolvers<void>()
  let arrived = 0
  return beforeBatches(() => {
    arrived++
    if (arrived === parties) resolve()
    return promise
  })
}

function beforeBatches(wait: () => Promise<unknown>): D1Database {
  const checks = new WeakSet<D1PreparedStatement>()
  return new Proxy(env.DB, {
    get(target, name) {
      if (name === 'prepare') {
        return (query: string) => {
          const statement = target.prepare(query)
          if (!query.includes("'write:'")) return statement
          // What counts the request of a session; it runs beside the question whose that is.
          const bind = statement.bind.bind(statement)
          statement.bind = (...values) => {
            const bound = bind(...values)
            checks.add(bound)
            return bound
          }
          return statement
        }
      }
      if (name === 'batch') {
        return async (statements: D1PreparedStatement[]) => {
          if (!statements.some((each) => checks.has(each))) await wait()
          return target.batch(statements)
        }
      }
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
