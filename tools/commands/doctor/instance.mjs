import { danger, note, ok } from './report.mjs'
import { isOurs } from './visit.mjs'

/** Seconds a clock may be wrong: none notices; tokens are refused, or live too long. */
const smallDrift = 5
const largeDrift = 60

const year = 31_536_000

/** What every answer has, and what a value must be. */
const promised = {
  'Cache-Control': (value) => /\bno-store\b/i.test(value),
  'X-Content-Type-Options': (value) => value.toLowerCase() === 'nosniff',
  'Referrer-Policy': (value) => value === 'no-referrer',
  'Strict-Transport-Security': (value) => Number(/max-age="?(\d+)/i.exec(value)?.[1]) >= year,
  'Content-Security-Policy': (value) => /\bdefault-src 'none'/.test(value),
}

/** Traces of the inside: frames of a stack, files, SQL. */
const inside =
  /\n\s*at .+:\d+|\bnode_modules\b|\.[mc]?[jt]s:\d+|SQLITE_|D1_ERROR|Drizzle|\b(select|delete)\b.+\bfrom\b.+\bwhere\b|\binsert into\b|\bupdate\b.+\bset\b.+=/is

/**
 * @param facts as `visit` gives them; `setupToken` is true where SETUP_TOKEN is known to be set
 */
export function instanceFindings(facts) {
  if (facts.unreachable) {
    return [danger('unreachable', facts.unreachable, 'Is the address right, and does it run?')]
  }
  const { health } = facts
  if (!facts.isLatchkey) {
    const found = `No Latchkey answers here: GET /health says ${health.status}.`
    return [danger('not_latchkey', found, 'Give the address it is served on.')]
  }
  if (health.json?.code === 'misconfigured') {
    const found = 'A setting is missing or wrong, so nothing is served but 503.'
    return [danger('health', found, 'The log of the Worker names it.')]
  }
  return checks.flatMap((check) => check(facts) ?? [])
}

const checks = [
  function healthy({ health, servesHealth }) {
    if (!servesHealth) {
      return note(
        'health',
        'GET /health leads elsewhere.',
        'Give it a route, to watch the Worker by.',
      )
    }
    if (health.status === 200) {
      return ok(
        'health',
        `It and its database answer: version ${health.headers['latchkey-version'] ?? 'unknown'}.`,
      )
    }
    return danger(
      'health',
      `GET /health says ${health.status}.`,
      'The log of the Worker tells why.',
    )
  },

  function encrypted({ secure, loopback, plain }) {
    const mend = 'Turn on Always Use HTTPS for the zone.'
    if (!secure) {
      if (loopback) return
      return danger('https', 'Passwords and tokens go over http, for all to read.', mend)
    }
    if (!plain) {
      if (loopback) return
      return note('https', 'Whether http leads to https was not looked at: the port is not 443.')
    }
    if (plain.failed) return ok('https', 'Nobody answers over http.')
    const redirects = plain.status >= 300 && plain.status < 400
    if (redirects && /^https:/i.test(plain.headers.location)) {
      return ok('https', 'http leads to https.')
    }
    return danger('https', `http is answered with ${plain.status}, not led to https.`, mend)
  },

  function headers(facts) {
    const ours = facts.answers.filter((answer) => isOurs(answer, facts))
    const faults = Object.entries(promised).flatMap(([name, isGood]) => {
      const bad = ours.filter((answer) => !isGood(header(answer, name)))
      if (bad.length === 0) return []
      const found = `${name} is missing or weak on ${told(bad)}.`
      return danger('headers', found, 'Does something between change what the Worker sends?')
    })
    if (faults.length > 0) return faults
    return ok('headers', `The headers of safety are on all ${ours.length} answers.`)
  },

  function requestIds(facts) {
    const bad = facts.answers.filter(
      (answer) => isOurs(answer, facts) && header(answer, 'X-Request-Id') === '',
    )
    if (bad.length === 0) return ok('request_id', 'Every answer has its X-Request-Id.')
    const found = `X-Request-Id is missing on ${told(bad)}: those are not found in the log.`
    return note('request_id', found)
  },

  function unknownPath({ missing }) {
    if (missing.status === 404) return ok('unknown_path', 'An unknown path is 404.')
    return danger('unknown_path', `An unknown path is ${missing.status}, not 404.`)
  },

  function method({ wrongMethod }) {
    const { status } = wrongMethod
    const allow = header(wrongMethod, 'Allow')
    if (status !== 405) {
      return danger('wrong_method', `${told([wrongMethod])} is ${status}, not 405.`)
    }
    if (/\bPOST\b/.test(allow)) return ok('wrong_method', 'A wrong method is 405 with Allow.')
    return note('wrong_method', `${told([wrongMethod])} is 405, but Allow does not name POST.`)
  },

  function tracing({ trace: { mark, answer } }) {
    const echoes = answer.status < 300 || answer.body?.includes(mark)
    if (!echoes) return ok('trace', 'TRACE is refused.')
    return danger('trace', 'TRACE is answered: it shows headers to whom they are hidden from.')
  },

  function crossOrigin({ foreign, options }) {
    const name = 'Access-Control-Allow-Origin'
    const open = [...foreign, options].filter(
      (answer) => header(answer, name) === '*' || letsIn(answer, header(answer, name)),
    )
    if (open.length === 0) return ok('cors', 'A foreign origin is not let in.')
    const withCookies = open.some(
      (answer) => header(answer, 'Access-Control-Allow-Credentials') === 'true',
    )
    const extent = withCookies ? ', with the cookies of its visitors' : ''
    return danger(
      'cors',
      `Any web page may call from its visitors' browsers${extent}: ${told(open)}.`,
      'List exact origins in ALLOWED_ORIGINS; let nothing else add these headers.',
    )
  },

  function setup({ statuses, setupToken, loopback }) {
    const known = statuses.filter(({ json }) => typeof json?.needsSetup === 'boolean')
    if (known.length === 0) {
      return note(
        'setup',
        'Whether set-up is open was not looked at: it does not show from outside.',
      )
    }
    if (!known.some(({ json }) => json.needsSetup)) return ok('setup', 'Set-up is done.')
    if (setupToken) return note('setup', 'Set-up is open, and asks for SETUP_TOKEN.')
    // As npm start leaves it, for this machine alone.
    if (loopback) {
      return note(
        'setup',
        'Set-up is open: the first who reaches this port administers.',
        'npm run create-admin makes the first administrator.',
      )
    }
    return danger(
      'setup',
      'Set-up is open: whoever comes first administers, unless SETUP_TOKEN is set, which shows with --remote.',
      'npm run create-admin makes the first administrator.',
    )
  },

  function defaultAccounts({ statuses, loopback }) {
    const status = statuses.find(({ json }) => typeof json?.isFirstRun === 'boolean')?.json
    if (!status) {
      return note(
        'default_accounts',
        'Default accounts were not looked at: without asyncat they do not show from outside.',
      )
    }
    // npm start turns them on, for this machine alone.
    if (status.isFirstRun && loopback) {
      return note(
        'default_accounts',
        'Default accounts are on, as npm start sets it: whoever reaches this port can administer.',
      )
    }
    if (status.isFirstRun) {
      return danger(
        'default_accounts',
        'Default accounts are on: anybody can sign in as an administrator.',
        'Remove DEFAULT_ACCOUNTS, and look with GET /api/auth/audit who did.',
      )
    }
    if (status.localEmail === null) return ok('default_accounts', 'Default accounts are off.')
    if (loopback)
      return ok('default_accounts', 'Set-up is done, so no default account lets anybody in.')
    return note('default_accounts', 'DEFAULT_ACCOUNTS is on, though set-up is done.', 'Remove it.')
  },

  function described({ operations }) {
    if (operations) return ok('openapi', `/openapi.json describes ${operations.length} paths.`)
    return note(
      'openapi',
      'There is no /openapi.json, so its paths were not asked.',
      'Give it a route.',
    )
  },

  function guards({ gets, operations }) {
    // The note on /openapi.json says so.
    if (!operations) return
    if (!gets.some(({ guarded }) => guarded)) {
      return note('guards', 'No path that asks for a sign-in was looked at: none is described.')
    }
    const open = gets.filter(
      ({ guarded, answer }) => guarded && answer.status !== 401 && answer.status < 500,
    )
    if (open.length === 0) return ok('guards', 'Whoever is not signed in gets 401.')
    const found = `Nobody is signed in, and yet it is not 401: ${statusesOf(open)}.`
    return danger('guards', found)
  },

  function describedPaths({ gets }) {
    const lost = gets.filter(
      ({ guarded, answer }) => !guarded && answer.status > 400 && answer.status < 500,
    )
    if (lost.length === 0) return
    return danger('openapi_paths', `Described, but not served: ${statusesOf(lost)}.`)
  },

  function failures({ answers }) {
    const bad = answers.filter(({ status, path }) => status >= 500 && path !== '/health')
    if (bad.length === 0) return ok('failures', 'Nothing failed.')
    return danger('failures', `It failed at ${told(bad)}.`, 'The log tells why, by X-Request-Id.')
  },

  function leaks({ answers }) {
    const bad = answers.filter(({ status, body }) => status >= 400 && inside.test(body))
    if (bad.length === 0) return ok('leaks', 'No error shows a stack or SQL.')
    return danger('leaks', `A stack, a file or SQL shows in the error of ${told(bad)}.`)
  },

  function errorShape(facts) {
    const bad = facts.answers.filter(
      (answer) =>
        isOurs(answer, facts) &&
        answer.status >= 400 &&
        !header(answer, 'Content-Type').startsWith('application/problem+json'),
    )
    if (bad.length === 0) return ok('error_shape', 'Every error is a problem in JSON.')
    return note('error_shape', `Somebody else writes the errors of ${told(bad)}.`)
  },

  function forgedToken({ forged }) {
    const bad = forged.filter(({ status }) => status !== 401)
    if (bad.length === 0) return ok('forged_token', 'A token without a signature is refused.')
    const found = `A token without a signature is not refused with 401: ${told(bad)}.`
    return danger('forged_token', found)
  },

  function clock({ answers, loopback }) {
    const drifts = answers.flatMap((answer) => driftOf(answer) ?? [])
    if (drifts.length === 0) {
      // The same machine has the same clock.
      if (loopback) return
      return note('clock', 'The clocks were not compared: no answer has a Date.')
    }
    const drift = Math.min(...drifts)
    const found = `Its clock and this one differ by ${Math.round(drift)} s`
    if (drift > largeDrift) {
      return danger('clock', `${found}: tokens live too long, or not at all.`, 'Set the clock.')
    }
    if (drift > smallDrift) return note('clock', `${found}.`, 'Set the clock.')
    return ok('clock', `${found}.`)
  },
]

function header({ headers }, name) {
  return String(headers?.[name.toLowerCase()] ?? '')
}

function letsIn({ sentHeaders }, allowed) {
  return sentHeaders.Origin !== undefined && sentHeaders.Origin === allowed
}

/** Seconds between two clocks, both of which run while a request does; Date drops the fraction (RFC 9110 section 5.6.7). */
function driftOf(answer) {
  const date = Date.parse(header(answer, 'Date'))
  if (Number.isNaN(date)) return undefined
  return Math.max(date - answer.gotAt, answer.sentAt - (date + 999), 0) / 1000
}

/** A few of them, by method and path. */
function told(answers) {
  const names = [
    ...new Set(answers.map(({ method, path, status }) => `${method} ${path} (${status})`)),
  ]
  const rest = names.length - 3
  return names.slice(0, 3).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

function statusesOf(gets) {
  return told(gets.map(({ answer }) => answer))
}
