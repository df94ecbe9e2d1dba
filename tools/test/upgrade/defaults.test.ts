import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsOf } from '../../../worker/capabilities.ts'
import { apis } from '../../../worker/config/vars.ts'
import { variableNames } from '../../bootstrap/variables.mjs'
import { missingSecrets } from '../../lib/secrets.ts'
import { readConfig } from '../../lib/settings.ts'

const secrets = missingSecrets([])

/** What each setting is with these variables; empty values and secrets are left out. */
async function valuesOf(vars: object) {
  const settings = await settingsOf({ ...secrets, ...vars, DB: {}, RATE_LIMIT: {} })
  const values: Record<string, unknown> = { ...settings }
  const names = variableNames().filter((name) => !(name in secrets) && !isEmpty(values[name]))
  return Object.fromEntries(
    names.map((name) => [name, name === 'APIS' ? [...settings.APIS] : values[name]]),
  )
}

/** What changes nothing: off, none or unset. */
function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === false ||
    value === 'off' ||
    (Array.isArray(value) && value.length === 0)
  )
}

/**
 * Every default that is not empty. After an upgrade, an instance that sets nothing behaves as before: a new capability is off, so
 * it adds nothing here, and no line changes before a major version.
 */
const promised = {
  APIS: [...apis],
  REGISTRATION: 'open',
  PAGES: true,
  PASSWORDS: true,
  PASSWORD_HASH: 'bcrypt',
  BCRYPT_COST: 12,
  SECOND_FACTOR: 'optional',
  JWT_EXPIRES_IN: 7 * 86_400,
  SESSION_IDLE: 7 * 86_400,
  SESSION_LIFETIME: 30 * 86_400,
  LOGIN_ATTEMPTS: 10,
  LOGIN_WINDOW: 15 * 60,
  INVITATION_DAYS: 90,
  AUDIT_DAYS: 90,
  PRODUCT_NAME: 'Latchkey',
  COLOR_SCHEME: 'auto',
  DEFAULT_LANGUAGE: 'en',
  // These apply only with a capability that is off by default: OAUTH, and DEFAULT_ACCOUNTS.
  ACCESS_TOKEN_LIFE: 600,
  REFRESH_IDLE: 30 * 86_400,
  LOCAL_EMAIL: 'admin@local',
  LOCAL_PASSWORD: 'changeme',
  ADMIN_EMAIL: 'admin',
  ADMIN_PASSWORD: 'admin',
}

test('an upgrade enables nothing: an absent setting keeps its default', async () => {
  assert.deepEqual(await valuesOf({}), promised)
})

test('wrangler.toml sets only defaults, so that a pull changes no instance', async () => {
  assert.deepEqual(await valuesOf(readConfig([]).vars), promised)
})

test('wrangler.toml chooses nothing for the operator: no route, no account, no place, no environment', () => {
  const { routes, route, account_id, placement, d1_databases, environment, otherVars } = readConfig(
    [],
  )
  assert.deepEqual(
    { routes, route, account_id, placement, environment, otherVars },
    {
      routes: undefined,
      route: undefined,
      account_id: undefined,
      placement: undefined,
      environment: undefined,
      otherVars: {},
    },
  )
  assert.deepEqual(
    d1_databases.map(({ database_id }) => database_id),
    [undefined],
  )
})
