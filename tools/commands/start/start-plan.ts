import { isIPv6 } from 'node:net'
import { dirname, join } from 'node:path'
import { unknownVariables } from '../../bootstrap/variables.mjs'
import { lastOf, sameWorker, varsOf } from '../../lib/wrangler.ts'

/** wrangler's default, which every example of README uses. */
const defaultPort = '8787'

/** Everything that `npm start` derives from its arguments. */
export interface StartPlan {
  /** Harmless mistakes, in sentences. */
  notes: string[]
  port: number
  protocol: string
  /** The host for a browser on this machine. */
  visitHost: string
  listenHost: string
  /** Arguments that make migrations and wrangler dev use the same database. */
  database: string[]
  /** The folder of the database, as wrangler dev finds it. */
  storage: string
  /** Whether npm start turns the default accounts on, with their documented names and passwords. */
  defaultAccounts: boolean
  /** Arguments of wrangler dev: our defaults, then all arguments of the user. */
  devArgs(port: number): string[]
}

/**
 * Derives the plan from arguments that are valid one by one.
 * @param set names that .dev.vars sets: --var would win over them
 */
export function planOf(args: string[], set: string[] = []): StartPlan {
  const port = Number(lastOf(args, '--port') ?? defaultPort)
  const persistTo = lastOf(args, '--persist-to')
  const ip = lastOf(args, '--ip') ?? 'localhost'
  const protocol = lastOf(args, '--local-protocol') ?? 'http'
  const isAnyAddress = ip === '*' || ip === '0.0.0.0' || ip === '::'
  const visitHost = isAnyAddress ? 'localhost' : isIPv6(ip) ? `[${ip}]` : ip
  const given = [...Object.keys(varsOf(args)), ...set]
  return {
    notes: unknownVariables(set, '.dev.vars'),
    port,
    protocol,
    visitHost,
    listenHost: ip === '*' ? '0.0.0.0' : ip,
    database: [
      ...sameWorker(args),
      ...(persistTo === undefined ? [] : ['--persist-to', persistTo]),
    ],
    storage: persistTo ?? join(dirname(lastOf(args, '--config', '-c') ?? ''), '.wrangler/state'),
    defaultAccounts: !given.some((name) =>
      /^(DEFAULT_ACCOUNTS|(LOCAL|ADMIN)_(EMAIL|PASSWORD))$/.test(name),
    ),
    devArgs(free) {
      const vars = {
        // Without TLS the Worker accepts no other host.
        PUBLIC_URL: `${protocol}://localhost:${free}`,
        MAIL_FROM: 'Latchkey <latchkey@example.com>',
        DEFAULT_ACCOUNTS: 'on',
      }
      const ours = Object.entries(vars).filter(([name]) => !given.includes(name))
      return [
        ...ours.flatMap(([name, value]) => ['--var', `${name}:${value}`]),
        ...(lastOf(args, '--ip') === undefined ? ['--ip', ip] : []),
        // Any free port: two servers would compete for the default one.
        ...(lastOf(args, '--inspector-port') === undefined ? ['--inspector-port', '0'] : []),
        ...withoutPort(args),
        '--port',
        String(free),
      ]
    },
  }
}

/** Removes --port, because wrangler reads neither 0 nor a repeated flag correctly. */
function withoutPort(args: string[]): string[] {
  const at = args.indexOf('--port')
  const rest = at < 0 ? args : args.toSpliced(at, 2)
  return rest.filter((arg) => !arg.startsWith('--port='))
}
