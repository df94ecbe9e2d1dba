import { type Language, negotiateLanguage } from '../../web/text/languages.ts'
import { log } from '../config/log.ts'
import type { Settings } from '../config/settings.ts'
import type { Db } from '../db/database.ts'

/** Hono's environment. Guards add their own variables through `ContextVariableMap`. */
export interface App {
  Variables: { call: Call }
}

/** One request as capabilities see it: what it may use, its time, and where it came from. */
export interface Call {
  settings: Settings
  db: Db
  /** UNIX milliseconds. One time for the whole request. */
  now: number
  requestId: string
  /** The client's network address as Cloudflare saw it. */
  ip: string | null
  userAgent: string | null
  /** ISO 3166-1 alpha-2. */
  country: string | null
  /** The header Accept-Language. */
  acceptLanguage: string | null
  /** Continues work after the response; a function starts only then. A failure is logged. */
  after(work: Promise<unknown> | (() => Promise<unknown>)): void
}

/** Characters. Enough to tell browsers apart; a client must not be able to fill the database with its User-Agent. */
const maxUserAgent = 256

/** The call of a request. The execution context keeps the isolate alive for work after the response. */
export function createCall(
  settings: Settings,
  request: Request,
  context: { waitUntil(work: Promise<unknown>): void },
): Call {
  const { headers } = request
  const requestId = crypto.randomUUID()
  return {
    settings,
    db: settings.db,
    now: Date.now(),
    requestId,
    ip: headers.get('CF-Connecting-IP'),
    userAgent: headers.get('User-Agent')?.slice(0, maxUserAgent) ?? null,
    country: countryOf(request),
    acceptLanguage: headers.get('Accept-Language'),
    after(work) {
      // The response is on its way when a timer runs.
      const started = typeof work === 'function' ? scheduler.wait(0).then(work) : work
      context.waitUntil(
        started.catch((error: unknown) => {
          // The message of a storage error contains bound parameters, and that of a mail error may contain the mail.
          const cause = error instanceof Error ? error.name : 'unknown'
          log('error', 'after_answer', { request_id: requestId, cause })
        }),
      )
    },
  }
}

/** The first language of Accept-Language that we offer; null if there is none. */
export function requestLanguage({ acceptLanguage }: Call): Language | null {
  return negotiateLanguage([acceptLanguage], null)
}

function countryOf(request: Request): string | null {
  const { cf } = request as Request<unknown, IncomingRequestCfProperties>
  return typeof cf?.country === 'string' ? cf.country : null
}
