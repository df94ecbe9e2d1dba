import type { Config } from '../../lib/settings.ts'
import { testChanges } from '../support/settings-findings.ts'

/** wrangler.toml with one rate limit. */
function limited(limit: number, period: 10 | 60): Partial<Config> {
  return { ratelimits: [{ name: 'RATE_LIMIT', namespace_id: '8787', simple: { limit, period } }] }
}

testChanges({
  'URLs of old versions': [{ config: { preview_urls: true } }, ['danger preview_urls']],
  'URLs of old versions, by default': [
    { config: { preview_urls: undefined } },
    ['danger preview_urls'],
  ],
  'logs of URLs': [{ config: { observability: { enabled: true } } }, ['danger request_logs']],
  'no rate limit': [{ config: { ratelimits: [] } }, ['danger rate_limit']],
  'a rate limit that is too high': [{ config: limited(1000, 60) }, ['danger rate_limit']],
  'no rate limit for a site with many IPv6 networks': [
    { config: limited(100, 60) },
    ['note rate_limit'],
  ],
  'no cron trigger': [{ config: { triggers: { crons: [] } } }, ['note sweep']],
  'no database': [{ config: { d1_databases: [] } }, ['danger database']],
  'a database without a name or an id': [
    { config: { d1_databases: [{ binding: 'DB' }] } },
    ['danger database'],
  ],
  'a database with an id': [
    { config: { d1_databases: [{ binding: 'DB', database_id: 'x' }] } },
    [],
  ],
  'no placement': [{ config: { placement: undefined } }, ['note placement']],
  'a placement that Cloudflare measures': [
    { config: { placement: { mode: 'smart' } } },
    ['note placement'],
  ],
  'a placement far from the database': [
    { config: { placement: { region: 'aws:us-east-1' } } },
    ['note placement'],
  ],
  'a placement near the database, in the other half of Europe': [
    { config: { placement: { region: 'gcp:europe-central2' } } },
    [],
  ],
  'a placement in a region that D1 does not have': [
    { config: { placement: { region: 'aws:sa-east-1' } } },
    ['note placement'],
  ],
  'a database without a stated location': [
    { database: { isSetupOpen: false, defaultPasswords: 0, region: undefined } },
    ['note placement'],
  ],
  'no cache': [{ config: { cache: undefined } }, ['note cache']],
  'no nodejs_compat': [{ config: { compatibility_flags: [] } }, ['danger compatibility_flags']],
})
