import worker from '../../../../worker/index.ts'
import { faultyDatabase } from './database.ts'
import { type Disk, databaseOf, diskOf } from './disk.ts'
import { faultsPath } from './faults.ts'

export { LatchkeyRpc } from '../../../../worker/index.ts'
export { Disk } from './disk.ts'

interface Bindings extends Env {
  /** Replaces `DB` if it is bound. */
  DISK?: DurableObjectNamespace<Disk>
}

type Built = { env: Env; set: ReturnType<typeof faultyDatabase>['set'] }
const known = new WeakMap<object, Built>()

/**
 * The environment of the Worker, the same object for each request: its database may have faults, and there is no rate limit
 * per network, because all requests come from one machine.
 */
function built(env: Bindings): Built {
  const made = known.get(env)
  if (made) return made
  const real = env.DISK ? databaseOf(env.DISK) : env.DB
  const { db, set } = faultyDatabase(real)
  const unlimited = { limit: async () => ({ success: true }) }
  const result = { env: { ...env, DB: db, RATE_LIMIT: unlimited, RATE_LIMIT_WIDE: unlimited }, set }
  known.set(env, result)
  return result
}

/** The Worker, unchanged, with a database that can fail on command. */
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === faultsPath) return Response.json(built(env).set(await request.json()))
    if (env.DISK && pathname === '/evidence/limit') {
      return Response.json(await diskOf(env.DISK).limit(Number(searchParams.get('more'))))
    }
    if (env.DISK && pathname === '/evidence/query') {
      return Response.json(await diskOf(env.DISK).query(await request.json()))
    }
    return worker.fetch(request, built(env).env, ctx)
  },
  scheduled: (event, env) => worker.scheduled(event, built(env).env),
} satisfies ExportedHandler<Bindings>
