/** Texts of the pages about one's own account. */
export const account = {
  'account.profile.title': 'Profile',
} as const
