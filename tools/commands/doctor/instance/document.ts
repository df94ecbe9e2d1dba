import type { Connection, Exchange } from './connection.ts'

/** Of a long document, only this many paths are requested: a visit then takes at most 40 requests. */
const maximumPaths = 16

/** Another program on the same host may serve /openapi.json, with paths that must not be requested. */
const ownPath = /^(\/api)?(\/v1)?\/auth\//

/** A path of /openapi.json, and the methods that it documents. */
export interface DocumentedPath {
  path: string
  get: { guarded: boolean } | undefined
  post: boolean
}

/** What shows which responses come from Latchkey. */
export interface Ownership {
  /** Whether GET /health comes from Latchkey. */
  servesHealth: boolean
  /** The paths of /openapi.json; undefined if there is no such document. */
  documented: DocumentedPath[] | undefined
}

/** Whether a response comes from Latchkey. A front end on the same host may serve /health and /openapi.json. */
export function isOwn({ path }: Exchange, { servesHealth, documented }: Ownership): boolean {
  if (path === '/health') return servesHealth
  if (path === '/openapi.json') return documented !== undefined
  return ownPath.test(path)
}

/** Reads /openapi.json. */
export async function readDocument(connection: Connection): Promise<DocumentedPath[] | undefined> {
  const { status, json } = await connection.request('GET', '/openapi.json')
  if (status !== 200 || typeof json?.openapi !== 'string') return undefined
  // As OpenAPI 3.1 defines it; `json` is any object.
  const paths = (json.paths ?? {}) as Record<string, PathItem | null>
  return Object.entries(paths).flatMap(([path, item]) => {
    if (!item) return []
    const { get, post } = item
    return [{ path, get: get && { guarded: isGuarded(get.security ?? []) }, post: Boolean(post) }]
  })
}

interface PathItem {
  get?: { security?: unknown[] }
  post?: object
}

/** The documented GETs that take no parameters in the path. */
export function documentedGets(
  documented: DocumentedPath[] = [],
): { path: string; guarded: boolean }[] {
  return documented
    .filter(({ path }) => isRequestable(path))
    .flatMap(({ path, get }) => (get ? [{ path, ...get }] : []))
    .slice(0, maximumPaths)
}

/** A path that accepts POST and no GET. */
export function postOnlyPath(
  documented: DocumentedPath[] | undefined,
  servesOpenArchiver: boolean,
): string {
  const found = documented?.find(({ path, get, post }) => post && !get && isRequestable(path))
  return found?.path ?? (servesOpenArchiver ? '/v1/auth/login' : '/api/auth/login')
}

function isRequestable(path: string): boolean {
  return ownPath.test(path) && !path.includes('{')
}

/** An empty requirement makes a session optional (OpenAPI 3.1 section 4.8.10). */
function isGuarded(security: readonly unknown[]): boolean {
  return security.length > 0 && security.every((way) => Object.keys(Object(way)).length > 0)
}
