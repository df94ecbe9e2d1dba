import { danger, note, ok } from '../finding.ts'
import { headerOf, type InstanceCheck, list } from './check.ts'
import type { Exchange } from './connection.ts'

/** Values of Cf-Cache-Status for a response that was stored (https://developers.cloudflare.com/workers/cache/). */
const stored = ['HIT', 'STALE', 'UPDATING', 'REVALIDATED', 'EXPIRED']

/** Checks what a cache in front of the Worker stores: the files of the pages, and nothing else. */
export const cachingChecks: InstanceCheck[] = [
  function storedResponses({ exchanges }) {
    const bad = exchanges.filter((exchange) => stored.includes(statusOf(exchange)))
    if (bad.length === 0) return ok('cache', 'No response of the API comes from a cache.')
    return danger(
      'cache',
      `A cache stores responses of the API: ${list(bad)}. One user can get the response of another.`,
      'Remove the Cache Rule that matches these paths, and purge the cache.',
    )
  },

  function filesOfPages({ files, isLocal }) {
    if (isLocal || files.length === 0) return []
    const last = files.at(-1)
    const status = last ? statusOf(last) : ''
    if (stored.includes(status)) {
      return ok('cached_files', 'The files of the pages come from the cache near the user.')
    }
    return note(
      'cached_files',
      `A file of the pages that was requested twice did not come from the cache (Cf-Cache-Status: ${status || 'none'}).`,
      'Check that [cache] enabled = true is deployed. Another location may have answered the second request: try again.',
    )
  },

  function placement({ health }) {
    const [, kind, city] = /^(remote|local)-(\w+)$/.exec(headerOf(health, 'cf-placement')) ?? []
    if (!city) return []
    return ok(
      'placed',
      kind === 'remote'
        ? `Cloudflare forwarded the request to ${city}, because of the placement.`
        : `The request was handled in ${city}, where it arrived.`,
    )
  },
]

function statusOf(exchange: Pick<Exchange, 'headers'>): string {
  return headerOf(exchange, 'Cf-Cache-Status').toUpperCase()
}
