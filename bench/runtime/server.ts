import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response } from 'miniflare'
import { childProcesses } from '../measure/cpu.ts'
import type { Bundle } from './bundle.ts'

/** A Worker that is running in its own workerd process. */
export interface Server {
  origin: string
  /** The process id of workerd; undefined on a system without /proc. */
  pid: number | undefined
  miniflare: Miniflare
  stop: () => Promise<void>
}

/** How a Worker runs. */
export interface ServerOptions {
  /** Directory of the D1 database that is bound as `DB`, if there is one. */
  database?: string
  variables?: Record<string, string>
  /** Binds `send_email` as `MAIL`. */
  sendsMail?: boolean
  /** Binds `ASSETS`, which responds to every request with this text. */
  asset?: string | undefined
  /** Workers that are bound to this one, by the name of their binding. */
  services?: Record<string, Bundle>
}

const compatibility = {
  compatibilityDate: '2026-10-15',
  compatibilityFlags: ['nodejs_compat'],
}

/** Runs a Worker in its own workerd process, which listens on its own port without a proxy in front of it. */
export async function serve(
  bundle: Bundle,
  { database, variables = {}, sendsMail = false, asset, services = {} }: ServerOptions,
): Promise<Server> {
  const before = new Set(childProcesses('workerd'))
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      // The Worker writes its log as usual, and the benchmark discards it.
      handleStructuredLogs: () => {},
      ...(database !== undefined && { resourcePersistencePath: database }),
      cf: false,
      workers: [
        {
          name: 'peer',
          ...modulesOf(bundle),
          bindings: variables,
          ...(database !== undefined && { d1Databases: { DB: 'bench' } }),
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
          serviceBindings: {
            ...Object.fromEntries(Object.keys(services).map((name) => [name, name])),
            ...(asset !== undefined && { ASSETS: () => new Response(asset) }),
          },
          ...(sendsMail && { email: { send_email: [{ name: 'MAIL' }] } }),
        },
        ...Object.entries(services).map(([name, service]) => ({ name, ...modulesOf(service) })),
      ],
    }),
  )
  await miniflare.ready
  const { origin } = await miniflare.unsafeGetDirectURL('peer')
  const pid = childProcesses('workerd').find((each) => !before.has(each))
  return { origin, pid, miniflare, stop: () => miniflare.dispose() }
}

function modulesOf({ modules, directory }: Bundle) {
  return { modulesRoot: directory, modules, ...compatibility }
}
