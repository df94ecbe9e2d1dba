import { importJWK, type JWK, type JWTHeaderParameters, jwtVerify } from 'jose'
import { patience, readText, sharedWork } from './read.ts'

/** Milliseconds after which the list of revocations is fetched again. */
const listLife = 15_000

/** Milliseconds after which the published keys are fetched again. Latchkey publishes a key that long before its first use. */
const keysLife = 600_000

/** Milliseconds between two requests for the keys because of an unknown `kid`, which anyone can invent. */
const unknownKeyPause = 10_000

/** Milliseconds between two requests for a document that cannot be fetched. */
const failurePause = 5000

/** Bytes. A list of 100,000 revocations has two million. */
const maxBytes = { keys: 64 * 1024, list: 2 * 1024 * 1024 }

/** Claims that a revocation refers to. */
export interface Revocable {
  sid?: string
  grant_id?: string
  sub: string
  iat: number
}

interface RevocationList {
  iat: number
  exp: number
  sids: Set<string>
  grants: Set<string>
  subs: Map<string, number>
}

/** The fetched documents of one issuer. */
export interface Issuer {
  /** The key of a header: for `jwtVerify`. */
  keyOf(header: JWTHeaderParameters): Promise<CryptoKey>
  /** Refreshes the list if it is due. False if there is none that is fresh enough to rely on. */
  isCurrent(): Promise<boolean>
  isRevoked(claims: Revocable): Promise<boolean>
  request: typeof fetch
}

const issuers = new Map<string, Issuer>()

/** The documents of an issuer, shared by all verifiers of a module. `request` fetches them. */
export function issuerAt(url: string, request: typeof fetch): Issuer {
  const issuer = issuers.get(url) ?? createIssuer(url)
  issuers.set(url, issuer)
  issuer.request = request
  return issuer
}

function createIssuer(url: string): Issuer {
  let keys = new Map<string, CryptoKey>()
  let keysAt = Number.NEGATIVE_INFINITY
  let list: RevocationList | undefined
  /** When the list is due. */
  let listDue = 0

  const text = async (path: string, max: number) => {
    const signal = AbortSignal.timeout(patience)
    return readText(await issuer.request(`${url}/.well-known/${path}`, { signal }), max)
  }

  const loadKeys = sharedWork(async () => {
    const started = Date.now()
    try {
      const { keys: published } = JSON.parse(await text('jwks.json', maxBytes.keys))
      const usable = published.filter(({ alg, kid }: JWK) => alg === 'ES256' && kid)
      const imported = usable.map(async (jwk: JWK) => [jwk.kid, await importJWK(jwk, 'ES256')])
      keys = new Map(await Promise.all(imported))
    } catch {
      // The known keys stay. Without keys, nothing is verified.
    }
    keysAt = started
  })

  const loadList = sharedWork(async () => {
    const started = Date.now()
    const read = await readList().catch(() => undefined)
    // The known list serves until it is stale. An older one could hide a revocation.
    const isUsable = read !== undefined && read.iat >= (list?.iat ?? 0)
    if (isUsable) list = read
    listDue = started + (isUsable ? listLife : failurePause)
  })

  const readList = async () => {
    const expected = { algorithms: ['ES256'], typ: 'revocations+jwt', issuer: url }
    const { payload } = await jwtVerify(await text('revocations', maxBytes.list), issuer.keyOf, {
      ...expected,
      requiredClaims: ['iat', 'exp'],
    })
    return parseList(payload)
  }

  const issuer: Issuer = {
    request: fetch,
    async keyOf({ kid = '' }) {
      const age = Date.now() - keysAt
      if (
        age >= keysLife ||
        (!keys.has(kid) && age >= (keys.size ? unknownKeyPause : failurePause))
      ) {
        await loadKeys()
      }
      const key = keys.get(kid)
      if (!key) throw new Error(keys.size ? 'unknown key' : 'no keys')
      return key
    },
    async isCurrent() {
      if (Date.now() >= listDue) await loadList()
      return list !== undefined && Date.now() < list.exp * 1000
    },
    async isRevoked({ sid, grant_id, sub, iat }) {
      if (!list) return false
      const { sids, grants, subs } = list
      if (sids.size && sid !== undefined && sids.has(await shortHash(sid))) return true
      if (grants.size && grant_id !== undefined && grants.has(await shortHash(grant_id)))
        return true
      return subs.size > 0 && iat <= (subs.get(await shortHash(sub)) ?? Number.NEGATIVE_INFINITY)
    },
  }
  return issuer
}

/** @throws Error unless the claims are a list */
function parseList({
  iat = 0,
  exp = 0,
  sids,
  grants,
  subs,
}: Record<string, unknown>): RevocationList {
  const list = {
    iat: Number(iat),
    // No list is good for longer than a minute, even if it says so.
    exp: Math.min(Number(exp), Number(iat) + 60),
    sids: new Set(sids as string[]),
    grants: new Set(grants as string[]),
    subs: new Map(
      (subs as { sub: string; before: number }[]).map(({ sub, before }) => [sub, before]),
    ),
  }
  if (!Array.isArray(sids) || !Array.isArray(grants)) throw new Error('no list')
  return list
}

/** Hashing takes a tenth of the time of a signature, and the same ids come again and again. */
const hashes = new Map<string, string>()
const maxHashes = 2000

/** The first twelve bytes of the SHA-256 in base64url. */
async function shortHash(id: string): Promise<string> {
  const known = hashes.get(id)
  if (known) return known
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id)))
  const base64 = btoa(String.fromCharCode(...bytes.subarray(0, 12)))
  const hash = base64.replaceAll('+', '-').replaceAll('/', '_')
  if (hashes.size >= maxHashes) hashes.clear()
  hashes.set(id, hash)
  return hash
}
