import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { signingKeys } from '../../schema/index.ts'
import { minute } from '../config/duration.ts'
import type { Settings } from '../config/settings.ts'
import { type Algorithm, insertKey, type KeyCall, newKey } from './new-key.ts'

/** Milliseconds for which a new key is published before it signs: jose caches a set of keys that long. */
const publishedAhead = 10 * minute

/** Milliseconds for which a key stays published after its last token has expired, because clocks differ. */
export const clockTolerance = minute

/** For each algorithm whose key is due, creates the next key. The present one retires when the next one begins to sign. */
export async function rotateKeys(settings: Settings, now: number): Promise<void> {
  if (!settings.OAUTH) return
  const call: KeyCall = { settings, db: settings.db, now }
  const due = await call.db
    .selectDistinct({ alg: signingKeys.alg })
    .from(signingKeys)
    .where(sql`${isNull(signingKeys.retiredAt)} and ${signingKeys.rotateAt} <= ${now}`)
  for (const { alg } of due) await createNext(call, alg)
}

async function createNext(call: KeyCall, alg: Algorithm): Promise<void> {
  const { db, now } = call
  const next = await newKey(call, alg, now + publishedAhead)
  const unretired = and(eq(signingKeys.alg, alg), isNull(signingKeys.retiredAt))
  const isDue = sql`not exists (select 1 from ${signingKeys} where ${unretired} and ${signingKeys.rotateAt} > ${now})`
  const isInserted = sql`exists (select 1 from signing_keys as next where next.kid = ${next.kid})`
  await db.batch([
    insertKey(db, next, isDue),
    db
      .update(signingKeys)
      .set({
        retiredAt: next.activeFrom,
        expiresAt: sql`${next.activeFrom + clockTolerance} + 1000 * ${signingKeys.tokenLife}`,
      })
      .where(and(unretired, ne(signingKeys.kid, next.kid), isInserted)),
  ])
}
