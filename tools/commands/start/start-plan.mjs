import { isIPv6 } from 'node:net'
import { dirname, join } from 'node:path'
import { unknownVariables } from '../../lib/variables.mjs'
import { lastOf, sameWorker, varsOf } from '../../lib/wrangler.mjs'

/** wrangler's own, and the one every example of the README has. */
const usualPort = '8787'

/**
 * What `npm start` makes of its arguments.
 * @param {string[]} args
 * @param {string[]} set names that .dev.vars sets: --var would beat them
 */
export function planOf(args, set = []) {
  const asked = lastOf(args, '--port') ?? (args.includes('--port') ? '' : usualPort)
  const port = Number(asked)
  if (!/^\d+$/.test(asked) || port > 65535) {
    throw new Error('--port wants a number from 0 to 65535')
  }
  const unknown = unknownVariables(Object.keys(varsOf(args)), '--var')
  if (unknown.length > 0) throw new Error(unknown.join('\n'))
  const persistTo = lastOf(args, '--persist-to')
  const ip = lastOf(args, '--ip') ?? 'localhost'
  const protocol = lastOf(args, '--local-protocol') ?? 'http'
  const anywhere = ip === '*' || ip === '0.0.0.0' || ip === '::'
  const visitHost = anywhere ? 'localhost' : isIPv6(ip) ? `[${ip}]` : ip
  const given = [...Object.keys(varsOf(args)), ...set]
  return {
    /** What is wrong and does no harm here, in sentences. */
    notes: unknownVariables(set, '.dev.vars'),
    port,
    protocol,
    /** What a browser on this machine calls it. */
    visitHost,
    listenHost: ip === '*' ? '0.0.0.0' : ip,
    /** What makes migrating and serving mean the same database. */
    database: [
      ...sameWorker(args),
      ...(persistTo === undefined ? [] : ['--persist-to', persistTo]),
    ],
    /** The directory of the database, as wrangler dev finds it. */
    storage: persistTo ?? join(dirname(lastOf(args, '--config', '-c') ?? ''), '.wrangler/state'),
    /** Whether we turn the default accounts on, with the names and passwords that are documented. */
    defaultAccounts: !given.some((name) =>
      /^(DEFAULT_ACCOUNTS|(LOCAL|ADMIN)_(EMAIL|PASSWORD))$/.test(name),
    ),
    /** Arguments of wrangler dev: ours where the user says nothing, then all of the user's. */
    devArgs(free) {
      const vars = {
        // Without TLS the Worker takes no other host.
        PUBLIC_URL: `${protocol}://localhost:${free}`,
        MAIL_FROM: 'Latchkey <latchkey@example.com>',
        DEFAULT_ACCOUNTS: 'on',
      }
      const ours = Object.entries(vars).filter(([name]) => !given.includes(name))
      return [
        ...ours.flatMap(([name, value]) => ['--var', `${name}:${value}`]),
        ...(lastOf(args, '--ip') === undefined ? ['--ip', ip] : []),
        // Any free one: two servers side by side would fight over the usual one.
        ...(lastOf(args, '--inspector-port') === undefined ? ['--inspector-port', '0'] : []),
        ...withoutPort(args),
        '--port',
        String(free),
      ]
    },
  }
}

/** --port comes once: wrangler takes 0 and a doubled flag badly. */
function withoutPort(args) {
  const at = args.indexOf('--port')
  const rest = at < 0 ? args : args.toSpliced(at, 2)
  return rest.filter((arg) => !arg.startsWith('--port='))
}
