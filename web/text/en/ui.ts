/** Texts of the components that all pages share. */
export const ui = {
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
