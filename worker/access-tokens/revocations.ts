import { gt } from 'drizzle-orm'
import { base64url } from 'jose'
import { revocations } from '../../schema/index.ts'
import type { Db } from '../db/database.ts'
import type { Call } from '../http/context.ts'
import { signJwt } from '../signing/jwt.ts'

/** Seconds for which a list may be cached, by this isolate or by a verifier: `ttl`. */
export const listLife = 15

/** Seconds after which a verifier must not rely on a list: `exp`. */
const staleAfter = 60

/** A signed list, and when its rows were read (UNIX ms). */
export interface RevocationList {
  jwt: string
  readAt: number
}

/** State of one isolate. */
const lists = new WeakMap<Db, RevocationList>()

/** The signed list of what was revoked while tokens that it concerns may still be valid. One isolate keeps it for `listLife`. */
export async function revocationList(call: Call): Promise<RevocationList> {
  const known = lists.get(call.db)
  const age = call.now - (known?.readAt ?? Number.NEGATIVE_INFINITY)
  if (known && age >= 0 && age < listLife * 1000) return known
  const list = { jwt: await signList(call), readAt: call.now }
  lists.set(call.db, list)
  return list
}

async function signList(call: Call): Promise<string> {
  const rows = await call.db
    .select({
      kind: revocations.kind,
      subject: revocations.subject,
      revokedAt: revocations.revokedAt,
    })
    .from(revocations)
    .where(gt(revocations.expiresAt, call.now))
  const entries = await Promise.all(
    rows.map(async ({ subject, ...row }) => ({ ...row, hash: await shortHash(subject) })),
  )
  const hashesOf = (kind: 'session' | 'grant') => [
    ...new Set(entries.filter((entry) => entry.kind === kind).map(({ hash }) => hash)),
  ]
  const iat = Math.floor(call.now / 1000)
  return signJwt(call, {
    use: 'revocations',
    typ: 'revocations+jwt',
    claims: {
      iat,
      exp: iat + staleAfter,
      ttl: listLife,
      sids: hashesOf('session'),
      grants: hashesOf('grant'),
      subs: entries
        .filter(({ kind }) => kind === 'account')
        .map(({ hash, revokedAt }) => ({ sub: hash, before: Math.floor(revokedAt / 1000) })),
    },
  })
}

/** Twelve bytes: two of the listed ids never have the same hash, and the list stays small. */
async function shortHash(id: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id))
  return base64url.encode(new Uint8Array(hash, 0, 12))
}
