import { join } from 'node:path'
import type { HttpRequest, HttpResponse } from '../measure/load.ts'

/** A Worker that verifies, without D1, what a peer issued for a session. */
export interface Verifier {
  /** Its name in the report. */
  name: string
  /** Path of its wrangler.toml; undefined if the peer verifies what it issued itself. */
  config?: string
  /** Its variables, if it is a separate Worker. `origin` is that of the running peer. */
  variables?: (origin: string) => Promise<Record<string, string>>
  /** The request that the verifier receives for the session. Its response contains the id of the account. */
  request: (signedIn: HttpResponse, origin: string) => Promise<HttpRequest>
}

/** The path of the wrangler.toml of a verifier. */
export function configOf(folder: string): string {
  return join(import.meta.dirname, folder, 'wrangler.toml')
}
