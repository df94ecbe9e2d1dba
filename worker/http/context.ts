import type { Context } from 'hono'
import type { Settings } from '../config/settings.ts'
import type { Db } from '../db/database.ts'

/** One request as the core sees it: what it may use, when it is, and where it came from. */
export interface Call {
  settings: Settings
  db: Db
  /** UNIX milliseconds; one moment for the whole request. */
  now: number
  requestId: string
  /** The caller's network address as Cloudflare saw it. */
  ip: string | null
  userAgent: string | null
  /** ISO 3166-1 alpha-2. */
  country: string | null
  /** Work that goes on after the answer; a failure there is logged, never answered. */
  after(work: Promise<unknown>): void
}

/** Enough to tell one browser from another; what a caller sends must not fill the database. */
const longestUserAgent = 256

function countryOf(request: Request): string | null {
  const { cf } = request as Request<unknown, IncomingRequestCfProperties>
  return typeof cf?.country === 'string' ? cf.country : null
}

export function createCall(settings: Settings, c: Context): Call {
  const requestId = crypto.randomUUID()
  return {
    settings,
    db: settings.db,
    now: Date.now(),
    requestId,
    ip: c.req.header('CF-Connecting-IP') ?? null,
    userAgent: c.req.header('User-Agent')?.slice(0, longestUserAgent) ?? null,
    country: countryOf(c.req.raw),
    after(work) {
      c.executionCtx.waitUntil(
        work.catch((error: unknown) => {
          // A storage error's message holds bound parameters, a mailer's may hold the message: only the kind is told.
          const cause = error instanceof Error ? error.name : 'unknown'
          console.error(
            JSON.stringify({ level: 'error', event: 'after_answer', request_id: requestId, cause }),
          )
        }),
      )
    },
  }
}
