import { page } from './browser/page.ts'

/** The page that signs in and then opens `next`, a path on the same host; by default the present page. */
export function signInUrl(next = here()): string {
  return `/auth/sign-in${query(next)}`
}

/** The page that creates an account and then opens `next`. */
export function signUpUrl(next = here()): string {
  return `/auth/sign-up${query(next)}`
}

/** The page on which the signed-in person manages the account. */
export const accountUrl = '/auth/account'

function query(next: string): string {
  return next ? `?${new URLSearchParams({ next })}` : ''
}

function here(): string {
  const { location } = page
  return location ? location.pathname + location.search + location.hash : ''
}
