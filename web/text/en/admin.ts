/** Texts of the administration pages. */
export const admin = {
  'admin.users.title': 'Users',
} as const
