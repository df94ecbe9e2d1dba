import { unknownVariables } from '../../bootstrap/variables.mjs'
import { danger, note, ok } from './report.mjs'

const check = 'unknown_variable'

/** Looks for names that the Worker does not know, which have no effect; takes the facts of `settingsFindings`. */
export const variableChecks = [
  function unknown({ config, devVars = [], secrets }) {
    const place = config.environment ? `[env.${config.environment}.vars]` : '[vars]'
    const sections = {
      [place]: Object.keys(config.vars),
      ...Object.fromEntries(
        Object.entries(config.otherVars ?? {}).map(([name, vars]) => [
          name,
          Object.keys(vars ?? {}),
        ]),
      ),
      '.dev.vars': devVars,
    }
    const wrong = Object.entries(sections).flatMap(([name, names]) => unknownVariables(names, name))
    const forgotten = unknownVariables(secrets ?? [], 'the secrets')
    if (wrong.length + forgotten.length === 0) return ok(check, 'Every variable is a setting.')
    return [
      ...wrong.map((text) => danger(check, text)),
      ...forgotten.map((text) => note(check, text)),
    ]
  },

  function kept({ config }) {
    if (!config.keep_vars) return
    return note(
      'keep_vars',
      'keep_vars is on: variables that were set in the dashboard stay, and were not looked at.',
      'Remove it, and set them under [vars].',
    )
  },
]
