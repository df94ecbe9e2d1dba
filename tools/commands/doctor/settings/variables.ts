import { unknownVariables } from '../../../bootstrap/variables.mjs'
import { danger, note, ok } from '../finding.ts'
import type { SettingsCheck } from './facts.ts'

const check = 'unknown_variable'

/** Looks for names that the Worker does not know and therefore ignores. */
export const variableChecks: SettingsCheck[] = [
  function unknown({ config, devVars, secrets }) {
    const section = config.environment ? `[env.${config.environment}.vars]` : '[vars]'
    const sources = { [section]: config.vars, ...config.otherVars, '.dev.vars': devVars }
    const variables = Object.entries(sources).flatMap(([name, vars]) =>
      unknownVariables(Object.keys(vars ?? {}), name),
    )
    const others = unknownVariables(secrets ?? [], 'the secrets')
    if (variables.length + others.length === 0) return ok(check, 'Every variable is a setting.')
    return [
      ...variables.map((text) => danger(check, text)),
      ...others.map((text) => note(check, text)),
    ]
  },

  function keptVariables({ config }) {
    if (!config.keep_vars) return []
    return note(
      'keep_vars',
      'keep_vars is on: variables that were set in the dashboard stay, and were not checked.',
      'Remove keep_vars, and set the variables under [vars].',
    )
  },
]
