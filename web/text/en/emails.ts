/** Texts of the emails. */
export const emails = {
  'email.code.subject': '{code} is your {product} code',
} as const
