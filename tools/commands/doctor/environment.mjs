import { danger, note } from './report.mjs'

/** Looks at an environment beside the top level, which is production; takes the facts of `settingsFindings`. */
export const environmentChecks = [
  function bindings({ config, config: { environment, production } }) {
    if (!environment) return
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

  function database({ config: { environment, production, d1_databases } }) {
    if (!environment) return
    const shared = d1_databases?.filter(({ database_id, database_name }) =>
      production.d1_databases?.some((theirs) =>
        database_id && theirs.database_id
          ? theirs.database_id === database_id
          : theirs.database_name === database_name,
      ),
    )
    if (!shared?.length) return
    return danger(
      'environment_database',
      `[env.${environment}] has the database of production, ${shared[0].database_name ?? shared[0].database_id}: deploying would migrate it.`,
      'Make another database, and name that.',
    )
  },

  function ownName({ config: { environment, production, name } }) {
    if (!environment || name !== production.name) return
    return danger(
      'environment_name',
      `[env.${environment}] has the name of production, ${name}: deploying would replace it.`,
      'Remove the name: wrangler then adds the name of the environment.',
    )
  },

  function ownRoutes({ config: { environment, production, routes } }) {
    if (!environment) return
    const theirs = new Set((production.routes ?? []).map(patternOf))
    const taken = (routes ?? []).map(patternOf).filter((pattern) => theirs.has(pattern))
    if (taken.length === 0) return
    return danger(
      'environment_routes',
      `[env.${environment}] answers on the routes of production: ${taken.join(', ')}. Routes are inherited.`,
      'Give it routes of its own, or routes = [].',
    )
  },

  function counters({ config: { environment, production, ratelimits } }) {
    if (!environment) return
    const theirs = new Set((production.ratelimits ?? []).map(({ namespace_id }) => namespace_id))
    const shared = (ratelimits ?? []).filter(({ namespace_id }) => theirs.has(namespace_id))
    if (shared.length === 0) return
    return note(
      'environment_ratelimits',
      `[env.${environment}] counts ${shared.map(({ name }) => name).join(' and ')} together with production.`,
      'Give each another namespace_id.',
    )
  },

  function variables({ config: { environment, production, vars } }) {
    if (!environment) return
    const missing = Object.keys(production.vars).filter((each) => !(each in vars))
    if (missing.length === 0) return
    return note(
      'environment_vars',
      `[env.${environment}.vars] lacks ${missing.join(', ')}: variables are not inherited, so the defaults count there.`,
      'Set them, unless that is meant.',
    )
  },
]

/** Every binding of a configuration, whatever its kind. */
function bindingsOf(config) {
  return Object.entries(config).flatMap(([kind, value]) => {
    const list = Array.isArray(value) ? value : (value?.bindings ?? value?.producers)
    const all = Array.isArray(list) ? list : value?.binding ? [value] : []
    return all.flatMap(({ binding, name }) =>
      (binding ?? name) ? [{ kind, name: binding ?? name, isList: Array.isArray(value) }] : [],
    )
  })
}

function keyOf({ kind, name }) {
  return `${kind} ${name}`
}

function patternOf(route) {
  return typeof route === 'string' ? route : route.pattern
}
