import { isLocation, type Location, locationOf, locations } from '../../../lib/config/locations.ts'
import { danger, note, ok } from '../finding.ts'
import type { SettingsCheck } from './facts.ts'

/** Requests a second; more do not limit guessing. */
const maximumRate = 10

/** Checks what the settings have outside [vars]. */
export const platformChecks: SettingsCheck[] = [
  function requestLogs({ config: { observability } }) {
    if (observability?.logs?.invocation_logs === false) {
      return ok('request_logs', 'Cloudflare does not log URLs.')
    }
    return danger(
      'request_logs',
      'invocation_logs is not false: Cloudflare would log URLs, and GET /api/auth/verify-token has an invitation in its URL.',
      'Set invocation_logs = false under [observability.logs].',
    )
  },

  function previewUrls({ config: { preview_urls } }) {
    if (preview_urls === false) return ok('preview_urls', 'Old versions have no URL.')
    return danger(
      'preview_urls',
      'preview_urls is not false: each uploaded version can keep a URL on workers.dev that runs its old code on the current database.',
      'Set preview_urls = false at the top of the settings.',
    )
  },

  function rateLimit({ config: { ratelimits } }) {
    const binding = ratelimits?.find(({ name }) => name === 'RATE_LIMIT')
    if (!binding) {
      return danger(
        'rate_limit',
        'There is no [[ratelimits]] with the name RATE_LIMIT, so the Worker answers every request with 503.',
        'Restore it.',
      )
    }
    const { limit, period } = binding.simple
    const message = `Each network can send ${limit} requests in ${period} s to endpoints that hash or mail`
    if (limit / period > maximumRate) {
      return danger('rate_limit', `${message}, which is too many.`, 'The default is 100 in 60 s.')
    }
    if (ratelimits.some(({ name }) => name === 'RATE_LIMIT_WIDE')) {
      return ok('rate_limit', `${message}.`)
    }
    return note(
      'rate_limit',
      `${message}, but a site with many IPv6 networks has no limit: there is no RATE_LIMIT_WIDE.`,
      'Restore it.',
    )
  },

  function sweep({ config: { triggers } }) {
    if (triggers?.crons?.length) return ok('sweep', 'A cron trigger deletes expired rows.')
    return note(
      'sweep',
      'There are no crons under [triggers], so expired rows are never deleted.',
      'Restore them.',
    )
  },

  function database({ config: { d1_databases } }) {
    const database = d1_databases?.find(({ binding }) => binding === 'DB')
    if (!database) {
      return danger('database', 'There is no [[d1_databases]] with the binding DB.', 'Restore it.')
    }
    const { database_id, database_name } = database
    if (database_id) return ok('database', 'The settings have the database_id.')
    if (database_name) {
      return ok('database', `The settings name the database ${database_name}, without its id.`)
    }
    return danger(
      'database',
      'The database has neither a database_id nor a database_name.',
      'Set one of them.',
    )
  },

  /** Only a deployed database has a location. */
  function distance({ config: { placement }, database, isLocal }) {
    if (isLocal) return []
    const place = placement && 'region' in placement ? placement.region : undefined
    const known = database?.region?.toLowerCase() ?? ''
    const location = isLocation(known) ? known : undefined
    if (!placement) {
      const region = location ? locations[location].region : 'aws:…'
      return note(
        'placement',
        `There is no [placement], so the Worker runs near each user, and every round trip to the database crosses the distance${location ? ` to ${locations[location].name}` : ''}.`,
        location
          ? `Add [placement] with region = "${region}" to latchkey.toml.`
          : 'Use --remote to see where the database is, and docs/deploying.md to place the Worker near it.',
      )
    }
    if (!place) {
      return note(
        'placement',
        'The placement is not a region, so Cloudflare measures where the Worker runs best, again after every deployment.',
        'A database has one location: set the region that is near it.',
      )
    }
    const near = locationOf(place)
    if (!location || !near) {
      return note(
        'placement',
        `The Worker runs near ${place}. Whether the database is there was not checked: ${location ? 'the location of this region is not known' : 'the location of the database was not queried'}.`,
        location ? undefined : 'Use --remote to check it.',
      )
    }
    if (near === location || isEurope(near, location)) {
      return ok('placement', `The Worker runs near ${place}, and the database is in ${location}.`)
    }
    return note(
      'placement',
      `The Worker runs near ${place}, but the database is in ${locations[location].name}: every round trip crosses that distance.`,
      `Set region = "${locations[location].region}" under [placement].`,
    )
  },

  function filesOfPages({ config: { cache } }) {
    if (cache?.enabled) return ok('cache', 'Cloudflare caches the files of the pages.')
    return note(
      'cache',
      'Cloudflare does not cache the files of the pages, so the Worker serves each of them, wherever it runs.',
      'Set enabled = true under [cache].',
    )
  },

  function flags({ config: { compatibility_flags } }) {
    if (compatibility_flags?.includes('nodejs_compat')) return []
    return danger(
      'compatibility_flags',
      'compatibility_flags lacks nodejs_compat, so the Worker does not start.',
      'Restore it.',
    )
  },
]

/** D1's two locations in Europe are as close to each other as places within one. */
function isEurope(...places: Location[]): boolean {
  return places.every((place) => place === 'weur' || place === 'eeur')
}
