import { renamedValue } from '../../../bootstrap/variables.mjs'
import { danger, type Finding } from '../finding.ts'
import { environmentChecks } from './environment.ts'
import type { SettingsFacts } from './facts.ts'
import { mailChecks } from './mail.ts'
import { originChecks } from './origins.ts'
import { passkeyChecks } from './passkeys.ts'
import { passwordChecks } from './passwords.ts'
import { platformChecks } from './platform.ts'
import { secretChecks } from './secrets.ts'
import { setupChecks } from './setup.ts'
import { variableChecks } from './variables.ts'

/** Runs every check of the settings. */
export function settingsFindings(facts: SettingsFacts): Finding[] {
  return checks.flatMap((check) => check(facts))
}

const checks = [
  refusedSettings,
  ...variableChecks,
  ...secretChecks,
  ...environmentChecks,
  ...passwordChecks,
  ...passkeyChecks,
  ...mailChecks,
  ...originChecks,
  ...setupChecks,
  ...platformChecks,
]

function refusedSettings({ refused, config, local }: SettingsFacts): Finding[] {
  return refused.map((text) => {
    const [name = ''] = text.split(':')
    const renamed = [config.vars, local ?? {}].flatMap((vars) => {
      const to = renamedValue(name, String(vars[name]))
      return to === undefined ? [] : [`"${vars[name]}" was renamed to "${to}".`]
    })
    const effect = 'Until this is fixed, the Worker answers every request with 503.'
    return danger('refused_setting', `${text}.`, [...renamed.slice(0, 1), effect].join(' '))
  })
}
