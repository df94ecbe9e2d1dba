import { join } from 'node:path'
import { type HttpRequest, type HttpResponse, sendOnce } from '../measure/load.ts'
import { type Bundle, bundle } from '../runtime/bundle.ts'
import { type Server, serve } from '../runtime/server.ts'
import type { Verifier } from '../verifiers/verifier.ts'

/** A verifier and its bundle, if it is a separate Worker. */
export interface BuiltVerifier {
  verifier: Verifier
  worker: Bundle | undefined
}

/** A verifier that is running. */
export interface RunningVerifier {
  name: string
  server: Server
  /** A request for each session. */
  requests: HttpRequest[]
}

/** Bundles the verifiers of a peer. */
export async function buildVerifiers(
  verifiers: Verifier[],
  scratch: string,
): Promise<BuiltVerifier[]> {
  const built = []
  for (const [i, verifier] of verifiers.entries()) {
    const { config } = verifier
    const worker = config === undefined ? undefined : await bundle(config, join(scratch, `${i}`))
    built.push({ verifier, worker })
  }
  return built
}

/**
 * Starts a verifier, in its own workerd process if it is a separate Worker.
 * @param issuer the peer's server
 * @param sessions the response to each sign-in, and the id of its account
 * @throws Error unless the verifier returns the account of each session
 */
export async function openVerifier(
  { verifier, worker }: BuiltVerifier,
  issuer: Server,
  sessions: { signedIn: HttpResponse; accountId: string }[],
): Promise<RunningVerifier> {
  const { origin } = issuer
  const issued = []
  for (const { signedIn } of sessions) issued.push(await verifier.request(signedIn, origin))
  const variables = (await verifier.variables?.(origin)) ?? {}
  const server = worker ? await serve(worker, { variables }) : issuer
  for (const [i, { accountId }] of sessions.entries()) {
    const { text } = await sendOnce(server.origin, issued[i] ?? { path: '/' })
    if (!text.includes(accountId)) throw new Error(`${verifier.name} returned ${text}`)
  }
  return { name: verifier.name, server, requests: issued }
}
