import { danger, note, ok } from '../finding.ts'
import type { InstanceCheck } from './check.ts'

/** Checks who can become the first administrator. On this machine it is a note: npm start leaves setup open. */
export const setupChecks: InstanceCheck[] = [
  function setup({ statuses, hasSetupToken, isLocal }) {
    const known = statuses.filter(({ json }) => typeof json?.needsSetup === 'boolean')
    if (known.length === 0) {
      return note(
        'setup',
        'Whether setup is open was not checked: only Open Archiver has an endpoint that shows it.',
      )
    }
    if (!known.some(({ json }) => json?.needsSetup)) return ok('setup', 'Setup is complete.')
    if (hasSetupToken) return note('setup', 'Setup is open, and requires SETUP_TOKEN.')
    const fix = 'npm run create-admin creates the first administrator.'
    if (isLocal) {
      return note(
        'setup',
        'Setup is open: the first user to reach this port becomes the administrator.',
        fix,
      )
    }
    return danger(
      'setup',
      'Setup is open: the first visitor becomes the administrator, unless SETUP_TOKEN is set, which --remote shows.',
      fix,
    )
  },

  function defaultAccounts({ statuses, isLocal }) {
    const status = statuses.find(({ json }) => typeof json?.isFirstRun === 'boolean')?.json
    if (!status) {
      return note(
        'default_accounts',
        'Whether default accounts are on was not checked: only asyncat has an endpoint that shows it.',
      )
    }
    if (status.isFirstRun && isLocal) {
      return note(
        'default_accounts',
        'Default accounts are on, because npm start turns them on: anyone who can reach this port can sign in as an administrator.',
      )
    }
    if (status.isFirstRun) {
      return danger(
        'default_accounts',
        'Default accounts are on: anyone can sign in as an administrator.',
        'Remove DEFAULT_ACCOUNTS, and check GET /api/auth/audit for sign-ins.',
      )
    }
    if (status.localEmail === null) return ok('default_accounts', 'Default accounts are off.')
    if (isLocal) {
      return ok('default_accounts', 'Setup is complete, so no default account can sign in.')
    }
    return note(
      'default_accounts',
      'DEFAULT_ACCOUNTS is on, although setup is complete.',
      'Remove it.',
    )
  },
]
