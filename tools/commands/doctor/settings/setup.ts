import { danger, note, ok } from '../finding.ts'
import type { SettingsCheck } from './facts.ts'

/** Checks who can become the first administrator. */
export const setupChecks: SettingsCheck[] = [
  function defaultAccounts({ deployed, defaults, config, local }) {
    if (config.vars.DEFAULT_ACCOUNTS === 'on') {
      const unchanged = (
        [
          ['asyncat', 'LOCAL_PASSWORD'],
          ['lncrawl', 'ADMIN_PASSWORD'],
        ] as const
      ).filter(([api, name]) => deployed.APIS.has(api) && deployed[name] === defaults[name])
      return [
        danger(
          'default_accounts',
          'DEFAULT_ACCOUNTS is on in [vars]: an attacker can sign in as an administrator.',
          'Remove the line: npm start turns default accounts on by itself.',
        ),
        ...unchanged.map(([, name]) =>
          danger('default_password', `${name} is the documented password.`, 'Set another one.'),
        ),
      ]
    }
    if (local?.DEFAULT_ACCOUNTS === 'on') {
      return note(
        'default_accounts',
        'Default accounts are on in .dev.vars, for this machine only.',
      )
    }
    return ok('default_accounts', 'Default accounts are off in the deployed settings.')
  },

  function setup({ database, local, secrets, deployed }) {
    if (!database) {
      const message = 'Whether setup is open was not checked'
      if (local) return note('setup', `${message}: there is no local database yet.`)
      return note('setup', `${message}.`, 'Use --remote to check it.')
    }
    const hasToken = local ? Boolean(local.SETUP_TOKEN) : secrets?.includes('SETUP_TOKEN')
    if (!database.isSetupOpen) {
      if (!hasToken) return ok('setup', 'Setup is complete.')
      return note('setup', 'Setup is complete, but SETUP_TOKEN is still set.', 'Remove it.')
    }
    if (hasToken && deployed.APIS.has('open-archiver')) {
      return note(
        'setup',
        "There is no administrator yet. Setup requires SETUP_TOKEN, which Open Archiver's own setup page cannot send.",
        'Use /auth/set-up or npm run create-admin.',
      )
    }
    if (hasToken) return ok('setup', 'There is no administrator yet. Setup requires SETUP_TOKEN.')
    if (local) {
      return note(
        'setup',
        'The local database has no administrator yet.',
        'npm run create-admin creates the first one.',
      )
    }
    return danger(
      'setup',
      'There is no administrator and no SETUP_TOKEN: the first visitor to complete setup becomes the administrator.',
      'Run npm run create-admin -- --remote now.',
    )
  },

  function defaultPasswords({ database, local }) {
    if (!database?.defaultPasswords) return []
    const level = local ? note : danger
    return level(
      'default_password',
      'A default account still has its default password.',
      'Sign in and change it, or create an administrator, which locks the account.',
    )
  },
]
