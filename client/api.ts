import type { Routes } from './routes.ts'

/**
 * The endpoints under /api/auth, as nested properties with one function for each method, as in Hono's `hc`:
 * `api.sessions[':session_id'].$delete({ param: { session_id } })`.
 */
export type Api = Tree<'/api/auth'>

/** A successful response, with the type of its body. */
export interface ApiResponse<T> extends Omit<Response, 'json' | 'clone'> {
  json(): Promise<T>
}

/** What a request adds to its typed parts. */
export interface RequestOptions {
  headers?: Record<string, string>
  init?: RequestInit
}

type Tree<Path extends string> = { [Name in SegmentAfter<Path>]: Tree<`${Path}/${Name}`> } & {
  [Method in MethodOf<Path>]: Call<RouteAt<Path, Method>>
}

/** Distributes over the paths of all routes. */
type SegmentAfter<Path extends string, Known = keyof Routes> = Known extends `${Path}/${infer Rest}`
  ? Rest extends `${infer Name}/${string}`
    ? Name
    : Rest
  : never

type MethodOf<Path> = Path extends keyof Routes ? keyof Routes[Path] : never

type RouteAt<Path, Method> = Path extends keyof Routes
  ? Method extends keyof Routes[Path]
    ? Routes[Path][Method]
    : never
  : never

/** An endpoint with several successful responses is a union of routes: its output is the union of theirs. */
type Call<Route> = [Route] extends [{ input: infer Input; output: infer Output }]
  ? (
      ...args: Record<never, never> extends Input
        ? [request?: Input, options?: RequestOptions]
        : [request: Input, options?: RequestOptions]
    ) => Promise<ApiResponse<Output>>
  : never

/** The parts of any request. The types of `Api` state which parts an endpoint has. */
interface AnyRequest {
  param?: Record<string, string>
  query?: Record<string, unknown>
  header?: Record<string, unknown>
  json?: unknown
}

type Send = (url: string, init: RequestInit) => Promise<Response>

/** The API below `baseUrl`. Property names become the path; a call sends the request. */
export function createApi(baseUrl: string, send: Send): Api {
  // The proxy creates the properties that the type lists.
  return endpoint(`${baseUrl.replace(/\/$/, '')}/api/auth`, send) as Api
}

function endpoint(path: string, send: Send): unknown {
  return new Proxy(() => undefined, {
    // `then` must not exist: `await` would call it.
    get: (_, name) =>
      typeof name === 'string' && name !== 'then' ? endpoint(`${path}/${name}`, send) : undefined,
    apply: async (_, __, [request, options]: [AnyRequest?, RequestOptions?]) =>
      send(...fetchArguments(path, request, options)),
  })
}

function fetchArguments(
  path: string,
  { param = {}, query = {}, header = {}, json }: AnyRequest = {},
  { headers, init }: RequestOptions = {},
): [url: string, init: RequestInit] {
  const end = path.lastIndexOf('/$')
  const url = path
    .slice(0, end)
    .replace(/\/:(\w+)/g, (_, name: string) => `/${segmentOf(param[name])}`)
  const search = new URLSearchParams(defined(query)).toString()
  const sent = json === undefined ? {} : { body: JSON.stringify(json) }
  const type = json === undefined ? {} : { 'Content-Type': 'application/json' }
  return [
    search ? `${url}?${search}` : url,
    {
      method: path.slice(end + 2).toUpperCase(),
      headers: { ...type, ...defined(header), ...headers },
      ...sent,
      ...init,
    },
  ]
}

/** @throws TypeError for a segment that would make the request one to another endpoint: URLs resolve dots, also encoded ones */
function segmentOf(value = ''): string {
  if (/^\.{0,2}$/.test(value)) throw new TypeError('Not an id')
  return encodeURIComponent(value)
}

/** The members with a value, as strings. */
function defined(members: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
}
