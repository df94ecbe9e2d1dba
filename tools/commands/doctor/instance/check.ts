import type { Finding } from '../finding.ts'
import type { Exchange } from './connection.ts'
import type { Examined } from './visit.ts'

/** What a check of an instance can look at. */
export interface InstanceFacts extends Examined {
  /** Whether SETUP_TOKEN is known to be set. */
  hasSetupToken: boolean
}

/** One check of an instance; an empty list means that there is nothing to report. */
export type InstanceCheck = (facts: InstanceFacts) => Finding | Finding[]

/** A response header; empty if it is missing. */
export function headerOf({ headers }: Pick<Exchange, 'headers'>, name: string): string {
  return String(headers[name.toLowerCase()] ?? '')
}

/** The first three responses by method, path and status, and the number of the others. */
export function list(exchanges: Exchange[]): string {
  const names = [
    ...new Set(exchanges.map(({ method, path, status }) => `${method} ${path} (${status})`)),
  ]
  const rest = names.length - 3
  return names.slice(0, 3).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
