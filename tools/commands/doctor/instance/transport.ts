import { danger, note, ok } from '../finding.ts'
import { headerOf, type InstanceCheck, list } from './check.ts'
import type { Exchange } from './connection.ts'
import { isOwn } from './document.ts'

/** Seconds between two clocks: a small drift is harmless, with a large one tokens are refused or valid for too long. */
const smallDrift = 5
const largeDrift = 60

const year = 31_536_000

/** The security headers of every response, and what their values must be. */
const securityHeaders: Record<string, (value: string) => boolean> = {
  'Cache-Control': (value) => /\bno-store\b/i.test(value),
  'X-Content-Type-Options': (value) => value.toLowerCase() === 'nosniff',
  'Referrer-Policy': (value) => value === 'no-referrer',
  'Strict-Transport-Security': (value) => Number(/max-age="?(\d+)/i.exec(value)?.[1]) >= year,
  'Content-Security-Policy': (value) => /\bdefault-src 'none'/.test(value),
}

/** Checks that the instance is up, that https protects it and that nothing changes its headers. */
export const transportChecks: InstanceCheck[] = [
  function healthy({ health, servesHealth }) {
    if (!servesHealth) {
      return note(
        'health',
        'Another program answers GET /health.',
        'Route /health to the Worker, so that you can monitor it.',
      )
    }
    if (health.status === 200) return ok('health', 'The Worker and its database respond.')
    return danger(
      'health',
      `GET /health returns ${health.status}.`,
      "The Worker's log shows the reason.",
    )
  },

  function https({ isHttps, isLocal, plain }) {
    const fix = 'Turn on Always Use HTTPS for the zone.'
    if (!isHttps) {
      if (isLocal) return []
      return danger(
        'https',
        'Passwords and tokens are sent over http, where an attacker on the network can read them.',
        fix,
      )
    }
    if (!plain) {
      if (isLocal) return []
      return note('https', 'Whether http redirects to https was not checked: the port is not 443.')
    }
    if ('failed' in plain) return ok('https', 'Nothing responds over http.')
    const isRedirect = plain.status >= 300 && plain.status < 400
    if (isRedirect && /^https:/i.test(headerOf(plain, 'Location'))) {
      return ok('https', 'http redirects to https.')
    }
    return danger('https', `http returns ${plain.status} instead of a redirect to https.`, fix)
  },

  function headers(facts) {
    const own = facts.exchanges.filter((exchange) => isOwn(exchange, facts))
    const faults = Object.entries(securityHeaders).flatMap(([name, isSafe]) => {
      const bad = own.filter((exchange) => !isSafe(headerOf(exchange, name)))
      if (bad.length === 0) return []
      return danger(
        'headers',
        `${name} is missing or weak on ${list(bad)}.`,
        'Check whether a proxy changes the responses of the Worker.',
      )
    })
    if (faults.length > 0) return faults
    return ok('headers', `All ${own.length} responses have the security headers.`)
  },

  function requestIds(facts) {
    const bad = facts.exchanges.filter(
      (exchange) => isOwn(exchange, facts) && headerOf(exchange, 'X-Request-Id') === '',
    )
    if (bad.length === 0) return ok('request_id', 'Every response has an X-Request-Id.')
    return note(
      'request_id',
      `X-Request-Id is missing on ${list(bad)}, so these requests cannot be found in the log.`,
    )
  },

  function clock({ exchanges, isLocal }) {
    const drifts = exchanges.flatMap((exchange) => driftOf(exchange) ?? [])
    if (drifts.length === 0) {
      // The instance uses the clock of this machine.
      if (isLocal) return []
      return note('clock', 'The clocks were not compared: no response has a Date.')
    }
    const drift = Math.min(...drifts)
    const message = `The clocks of the instance and of this machine differ by ${Math.round(drift)} s`
    if (drift > largeDrift) {
      return danger(
        'clock',
        `${message}: tokens are valid for too long, or never.`,
        'Set the clock.',
      )
    }
    if (drift > smallDrift) return note('clock', `${message}.`, 'Set the clock.')
    return ok('clock', `${message}.`)
  },
]

/** Seconds beyond the duration of the request; Date has no fraction (RFC 9110 section 5.6.7). */
function driftOf(exchange: Exchange): number | undefined {
  const date = Date.parse(headerOf(exchange, 'Date'))
  if (Number.isNaN(date)) return undefined
  return Math.max(date - exchange.receivedAt, exchange.sentAt - (date + 999), 0) / 1000
}
