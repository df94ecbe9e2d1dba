import { eq, gt, isNull, or, sql } from 'drizzle-orm'
import { importJWK, type JWK } from 'jose'
import { signingKeys } from '../../schema/index.ts'
import { minute } from '../config/duration.ts'
import type { Db } from '../db/database.ts'
import { Problem, problems } from '../http/problem.ts'
import { type Algorithm, insertKey, type KeyCall, newKey } from './new-key.ts'
import { clockTolerance } from './rotation.ts'
import { openPrivateKey } from './sealing.ts'

type Row = typeof signingKeys.$inferSelect

/** A published key. Isolates keep it, with its imported keys, for at most `maxAge`. */
export interface SigningKey extends Row {
  publicKey: CryptoKey
  /** Undefined until the key signs for the first time in this isolate. */
  privateKey?: CryptoKey
}

/** Milliseconds that an isolate works with the keys it has read. A key that is withdrawn signs no longer than that. */
export const maxAge = minute

/** Milliseconds between two reads that unknown keys cause: anyone can invent a `kid`. */
const minAge = 5000

interface Memory {
  keys: SigningKey[]
  readAt: number
}

/** State of one isolate. Requests share what was read, and never wait for each other: a request may be cancelled. */
const memories = new WeakMap<Db, Memory>()

/** The published keys: those that sign, will sign, or signed tokens that may still be valid. */
export async function publishedKeys(call: KeyCall): Promise<SigningKey[]> {
  const memory = memories.get(call.db)
  const { keys } = memory && call.now - memory.readAt < maxAge ? memory : await readKeys(call)
  return keys.filter(({ expiresAt }) => expiresAt === null || expiresAt > call.now)
}

/** The published key with this `kid`. Another isolate may have created it a moment ago. */
export async function publishedKey(call: KeyCall, kid: string): Promise<SigningKey | undefined> {
  const withKid = (keys: SigningKey[]) => keys.find((key) => key.kid === kid)
  const found = withKid(await publishedKeys(call))
  if (found || call.now - (memories.get(call.db)?.readAt ?? 0) < minAge) return found
  await readKeys(call)
  return withKid(await publishedKeys(call))
}

/**
 * The key that signs with an algorithm. Creates the first one. Nothing is read from D1 while the isolate remembers the key.
 * @throws Problem `misconfigured` if no root secret decrypts the private key
 */
export async function signingKey(
  call: KeyCall,
  alg: Algorithm,
): Promise<SigningKey & { privateKey: CryptoKey }> {
  const key = activeKey(await publishedKeys(call), call.now, alg) ?? (await createFirst(call, alg))
  await raiseTokenLife(call, key)
  key.privateKey ??= await importPrivateKey(call, key)
  return { ...key, privateKey: key.privateKey }
}

/** Of several keys that may sign, the latest does. */
function activeKey(keys: SigningKey[], now: number, alg: Algorithm): SigningKey | undefined {
  return keys
    .filter((key) => key.alg === alg && key.activeFrom <= now)
    .filter(({ retiredAt }) => retiredAt === null || retiredAt > now)
    .toSorted((a, b) => b.activeFrom - a.activeFrom)[0]
}

async function readKeys({ db, now }: KeyCall): Promise<Memory> {
  const rows = await db
    .select()
    .from(signingKeys)
    .where(or(isNull(signingKeys.expiresAt), gt(signingKeys.expiresAt, now)))
  const known = memories.get(db)?.keys ?? []
  const keys = await Promise.all(
    rows.map(async (row) => {
      const imported = known.find(({ kid }) => kid === row.kid)
      return { ...imported, ...row, publicKey: imported?.publicKey ?? (await importPublic(row)) }
    }),
  )
  const memory = { keys, readAt: now }
  memories.set(db, memory)
  return memory
}

/**
 * The first key of an algorithm. It signs at once: no verifier has cached an older set of keys. Of parallel requests, one inserts its
 * key, and all use that key.
 */
async function createFirst(call: KeyCall, alg: Algorithm): Promise<SigningKey> {
  const { db, now } = call
  // The clock of another isolate may be behind, and its request must see that a key exists.
  const activeFrom = now - minute
  const none = sql`not exists (select 1 from ${signingKeys} where ${signingKeys.alg} = ${alg}
    and ${signingKeys.activeFrom} <= ${now}
    and (${signingKeys.retiredAt} is null or ${signingKeys.retiredAt} > ${now}))`
  await insertKey(db, await newKey(call, alg, activeFrom), none)
  const { keys } = await readKeys(call)
  const key = activeKey(keys, now, alg)
  if (!key) throw new Error(`no ${alg} key`)
  return key
}

/** A key stays published for the longest life of its tokens, which another setting may have raised, also of a key that retires soon. */
async function raiseTokenLife({ db, settings }: KeyCall, key: SigningKey): Promise<void> {
  const life = settings.ACCESS_TOKEN_LIFE
  if (key.tokenLife >= life) return
  await db
    .update(signingKeys)
    .set({
      tokenLife: sql`max(${signingKeys.tokenLife}, ${life})`,
      // Null while there is no next key.
      expiresAt: sql`max(${signingKeys.expiresAt}, ${signingKeys.retiredAt} + ${clockTolerance + 1000 * life})`,
    })
    .where(eq(signingKeys.kid, key.kid))
  key.tokenLife = life
}

async function importPrivateKey({ settings }: KeyCall, key: SigningKey): Promise<CryptoKey> {
  const jwk = await openPrivateKey(settings.keys, key)
  if (!jwk) throw new Problem(problems.misconfigured, { log: { variables: ['ROOT_SECRET'] } })
  return importKey(jwk, key.alg)
}

function importPublic({ publicJwk, alg }: Row): Promise<CryptoKey> {
  return importKey(JSON.parse(publicJwk), alg)
}

/** jose returns bytes for symmetric keys only, and there are none here. */
async function importKey(jwk: JWK, alg: Algorithm): Promise<CryptoKey> {
  return (await importJWK(jwk, alg)) as CryptoKey
}
