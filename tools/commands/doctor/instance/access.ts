import { danger, note, ok } from '../finding.ts'
import { headerOf, type InstanceCheck, list } from './check.ts'
import type { Exchange } from './connection.ts'

/** Checks who can read responses: without a session, with an unsigned token, and from another origin. */
export const accessChecks: InstanceCheck[] = [
  function tracing({ trace: { mark, response } }) {
    const isEchoed =
      !('failed' in response) && (response.status < 300 || response.body.includes(mark))
    if (!isEchoed) return ok('trace', 'TRACE is refused.')
    return danger('trace', 'TRACE is accepted: scripts can read headers that are hidden from them.')
  },

  function crossOrigin({ foreign, options }) {
    const open = [...foreign, options].filter(allowsOrigin)
    if (open.length === 0) return ok('cors', 'A foreign origin has no access.')
    const withCookies = open.some(
      (exchange) => headerOf(exchange, 'Access-Control-Allow-Credentials') === 'true',
    )
    const extent = withCookies ? ", with the visitor's cookies" : ''
    return danger(
      'cors',
      `Any web page can call the API from a visitor's browser${extent}: ${list(open)}.`,
      'List exact origins in ALLOWED_ORIGINS, and add CORS headers nowhere else.',
    )
  },

  function guards({ gets, documented }) {
    // The finding on /openapi.json covers this.
    if (!documented) return []
    const guarded = gets.filter((each) => each.guarded).map(({ response }) => response)
    if (guarded.length === 0) {
      return note('guards', 'No path that requires a session was checked: none is described.')
    }
    const open = guarded.filter(({ status }) => status !== 401 && status < 500)
    if (open.length === 0) return ok('guards', 'Requests without a session get 401.')
    return danger('guards', `A request without a session does not get 401: ${list(open)}.`)
  },

  function forgedToken({ forged }) {
    const bad = forged.filter(({ status }) => status !== 401)
    if (bad.length === 0) return ok('forged_token', 'An unsigned token is refused.')
    return danger('forged_token', `An unsigned token is not refused with 401: ${list(bad)}.`)
  },
]

function allowsOrigin(exchange: Exchange): boolean {
  const { Origin } = exchange.requestHeaders
  const allowed = headerOf(exchange, 'Access-Control-Allow-Origin')
  return allowed === '*' || (Origin !== undefined && Origin === allowed)
}
