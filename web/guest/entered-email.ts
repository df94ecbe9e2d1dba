import { pageState } from '../lib/page/page-state.ts'

let entered = ''

/** Call when a link in a form is followed: the next page shows the email address that was entered. */
export function carryEmail({ currentTarget }: MouseEvent): void {
  const form = currentTarget instanceof Element && currentTarget.closest('form')
  const value = form ? String(new FormData(form).get('username') ?? '').trim() : ''
  entered = value.includes('@') ? value : ''
}

/** The email address that was entered on this page or the page before; otherwise empty. */
export function enteredEmail(): string {
  return pageState().email ?? entered
}
