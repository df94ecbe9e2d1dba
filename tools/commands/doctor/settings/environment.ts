import { danger, note } from '../finding.ts'
import type { SettingsCheck } from './facts.ts'

/** Checks that an environment has its own bindings and shares nothing with the top level, which is production. */
export const environmentChecks: SettingsCheck[] = [
  function missingBindings({ config, config: { environment, production } }) {
    if (!production) return []
    const own = bindingsOf(config).map(keyOf)
    const missing = bindingsOf(production).filter((each) => !own.includes(keyOf(each)))
    return missing.map(({ kind, name, isList }) => {
      const table = `env.${environment}.${kind}`
      return danger(
        'environment_binding',
        `[env.${environment}] has no ${name}: wrangler does not inherit bindings.`,
        `Add ${isList ? `[[${table}]]` : `[${table}]`}, as docs/staging.md shows.`,
      )
    })
  },

  function sharedDatabase({ config: { environment, production, d1_databases } }) {
    if (!production) return []
    const [shared] = (d1_databases ?? []).filter(({ database_id, database_name }) =>
      production.d1_databases?.some((other) =>
        database_id && other.database_id
          ? other.database_id === database_id
          : other.database_name === database_name,
      ),
    )
    if (!shared) return []
    return danger(
      'environment_database',
      `[env.${environment}] uses the production database, ${shared.database_name ?? shared.database_id}: a deployment would migrate it.`,
      'Create another database, and name it here.',
    )
  },

  function sharedName({ config: { environment, production, name } }) {
    if (!production || name !== production.name) return []
    return danger(
      'environment_name',
      `[env.${environment}] has the name of the production Worker, ${name}: a deployment would replace that Worker.`,
      'Remove the name: wrangler then appends the name of the environment.',
    )
  },

  function sharedRoutes({ config: { environment, production, routes } }) {
    if (!production) return []
    const others = new Set((production.routes ?? []).map(patternOf))
    const shared = (routes ?? []).map(patternOf).filter((pattern) => others.has(pattern))
    if (shared.length === 0) return []
    return danger(
      'environment_routes',
      `[env.${environment}] uses the production routes, which wrangler inherits: ${shared.join(', ')}.`,
      'Set other routes, or routes = [].',
    )
  },

  function sharedRateLimits({ config: { environment, production, ratelimits } }) {
    if (!production) return []
    const others = new Set((production.ratelimits ?? []).map(({ namespace_id }) => namespace_id))
    const shared = (ratelimits ?? []).filter(({ namespace_id }) => others.has(namespace_id))
    if (shared.length === 0) return []
    return note(
      'environment_ratelimits',
      `[env.${environment}] shares ${shared.map(({ name }) => name).join(' and ')} with production.`,
      'Set another namespace_id for each.',
    )
  },

  function missingVariables({ config: { environment, production, vars } }) {
    if (!production) return []
    const missing = Object.keys(production.vars).filter((each) => !(each in vars))
    if (missing.length === 0) return []
    return note(
      'environment_vars',
      `[env.${environment}.vars] lacks ${missing.join(', ')}: wrangler does not inherit variables, so the defaults apply.`,
      'Set them, unless the defaults are intended.',
    )
  },
]

interface Binding {
  /** The table in the settings, such as d1_databases. */
  kind: string
  name: string
  isList: boolean
}

/** Every binding of a configuration, of any kind. */
function bindingsOf(config: object): Binding[] {
  return Object.entries(config).flatMap(([kind, table]: [string, unknown]) =>
    declarationsIn(table).flatMap((declaration) => {
      const name = isRecord(declaration) ? (declaration.binding ?? declaration.name) : undefined
      return typeof name === 'string' ? [{ kind, name, isList: Array.isArray(table) }] : []
    }),
  )
}

/** A table is a list, holds a list as queues do, or is one binding. */
function declarationsIn(table: unknown): unknown[] {
  if (Array.isArray(table)) return table
  if (!isRecord(table)) return []
  const list = table.bindings ?? table.producers
  if (Array.isArray(list)) return list
  return table.binding === undefined ? [] : [table]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function keyOf({ kind, name }: Binding): string {
  return `${kind} ${name}`
}

function patternOf(route: string | { pattern: string }): string {
  return typeof route === 'string' ? route : route.pattern
}
