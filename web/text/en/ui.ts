/** Texts of the components that all pages share. */
export const ui = {
  'cookie.blocked':
    'You can’t sign in because this browser blocks cookies for {host}. Allow cookies, then reload this page.',
  'cookie.local':
    'You can’t sign in because this browser doesn’t keep the session cookie over plain HTTP. Open this page over HTTPS, or in Chrome or Firefox with cookies allowed.',
  'cookie.plain_http':
    'You can’t sign in because this page was opened over plain HTTP, and browsers keep the session cookie only over HTTPS. Open this page over HTTPS. On the computer that runs the service, {url} also works in Chrome and Firefox.',
  'notice.account_deleted': 'Your account was deleted.',
  'notice.password_set': 'Your password was reset, and you’re signed in.',
  'notice.registration_closed': 'Sign-up is closed. Ask an administrator for an invitation.',
  'notice.session_ended': 'Your session has ended. Sign in again to continue.',
  'notice.signed_out': 'You’re signed out.',
  'ui.close': 'Close',
  'ui.hide_password': 'Hide password',
  'ui.load_error': 'This page didn’t load',
  'ui.load_error_missing': 'Part of this page is missing. Try again in a few moments.',
  'ui.loading': 'Loading…',
  'ui.offline': 'You’re offline. Changes can’t be saved until you’re connected again.',
  'ui.password_hint': 'Try a few words you’ll remember.',
  'ui.password_rule': { one: 'At least {count} character', other: 'At least {count} characters' },
  'ui.privacy': 'Privacy',
  'ui.rule_met': '(done)',
  'ui.show_password': 'Show password',
  'ui.skip': 'Skip to content',
  'ui.support': 'Support',
  'ui.terms': 'Terms',
  'ui.try_again': 'Try again',
} as const
