import { danger, note, ok } from '../finding.ts'
import { headerOf, type InstanceCheck, list } from './check.ts'
import { isOwn } from './document.ts'

/** Internals in an error: a stack trace, a file name or SQL. */
const internals =
  /\n\s*at .+:\d+|\bnode_modules\b|\.[mc]?[jt]s:\d+|SQLITE_|D1_ERROR|Drizzle|\b(select|delete)\b.+\bfrom\b.+\bwhere\b|\binsert into\b|\bupdate\b.+\bset\b.+=/is

/** Checks that paths respond as documented, and that errors reveal nothing. */
export const responseChecks: InstanceCheck[] = [
  function unknownPath({ unknownPath: { status } }) {
    if (status === 404) return ok('unknown_path', 'An unknown path returns 404.')
    return danger('unknown_path', `An unknown path returns ${status} instead of 404.`)
  },

  function unsupportedMethod({ wrongMethod }) {
    if (wrongMethod.status !== 405) {
      return danger('wrong_method', `${list([wrongMethod])} should return 405.`)
    }
    if (/\bPOST\b/.test(headerOf(wrongMethod, 'Allow'))) {
      return ok('wrong_method', 'A wrong method returns 405 with Allow.')
    }
    return note('wrong_method', `Allow does not list POST on ${list([wrongMethod])}.`)
  },

  function document({ documented }) {
    if (documented) return ok('openapi', `/openapi.json describes ${documented.length} paths.`)
    return note(
      'openapi',
      'There is no /openapi.json, so the paths that it describes were not checked.',
      'Route /openapi.json to the Worker.',
    )
  },

  function documentedPaths({ gets }) {
    const missing = gets
      .filter(({ guarded }) => !guarded)
      .map(({ response }) => response)
      .filter(({ status }) => status > 400 && status < 500)
    if (missing.length === 0) return []
    return danger('openapi_paths', `Described in /openapi.json, but not served: ${list(missing)}.`)
  },

  function failures({ exchanges }) {
    const bad = exchanges.filter(({ status, path }) => status >= 500 && path !== '/health')
    if (bad.length === 0) return ok('failures', 'No request failed.')
    return danger(
      'failures',
      `The Worker failed on ${list(bad)}.`,
      'Find the reason in the log by X-Request-Id.',
    )
  },

  function leaks({ exchanges }) {
    const bad = exchanges.filter(({ status, body }) => status >= 400 && internals.test(body))
    if (bad.length === 0) return ok('leaks', 'No error contains a stack trace or SQL.')
    return danger('leaks', `The error contains a stack trace, a file name or SQL: ${list(bad)}.`)
  },

  function errorShape(facts) {
    const bad = facts.exchanges.filter(
      (exchange) =>
        isOwn(exchange, facts) &&
        exchange.status >= 400 &&
        !headerOf(exchange, 'Content-Type').startsWith('application/problem+json'),
    )
    if (bad.length === 0) return ok('error_shape', 'Every error is a problem in JSON (RFC 9457).')
    return note('error_shape', `The error does not come from Latchkey: ${list(bad)}.`)
  },
]
