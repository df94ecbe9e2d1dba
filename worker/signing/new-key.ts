import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { signingKeys } from '../../schema/index.ts'
import { day } from '../config/duration.ts'
import type { Settings } from '../config/settings.ts'
import type { Db } from '../db/database.ts'
import { insertInto } from '../db/statements.ts'
import { sealPrivateKey } from './sealing.ts'

/** Signature algorithms (RFC 7518 section 3.1). */
export const algorithms = ['ES256', 'RS256'] as const
export type Algorithm = (typeof algorithms)[number]

/** The part of a request, or of a scheduled run, that keys need. */
export interface KeyCall {
  settings: Settings
  db: Db
  now: number
}

/** Milliseconds after which the cron creates the next key. */
const rotateAfter = 90 * day

/** Inserts a key, under a condition. */
export const insertKey = insertInto(signingKeys, (db, rows) =>
  db.insert(signingKeys).select(rows).returning({ kid: signingKeys.kid }),
)

/** A new key pair as a row. */
export async function newKey({ settings, now }: KeyCall, alg: Algorithm, activeFrom: number) {
  const pair = await generateKeyPair(alg, { extractable: true })
  const publicJwk = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicJwk)
  return {
    kid,
    alg,
    publicJwk: JSON.stringify(publicJwk),
    ...(await sealPrivateKey(settings.keys, kid, await exportJWK(pair.privateKey))),
    createdAt: now,
    activeFrom,
    rotateAt: now + rotateAfter,
    tokenLife: settings.ACCESS_TOKEN_LIFE,
  }
}
