/** Texts of the components that all pages share. */
export const ui = {
  'ui.loading': 'Loading…',
  'ui.try_again': 'Try again',
} as const
