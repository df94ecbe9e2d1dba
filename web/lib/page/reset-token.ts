import { pageState, updatePageState } from './page-state.ts'

/**
 * Moves the token of a reset link from the URL to the state of the page, so that the token appears in no history, no bookmark
 * and no Referer header, and a reload keeps it. This runs before the router reads the URL.
 */
function takeResetToken(): void {
  if (!location.pathname.endsWith('/reset-password')) return
  const url = new URL(location.href)
  const token = url.searchParams.get('token')
  if (token === null) return
  url.searchParams.delete('token')
  history.replaceState({ ...history.state, resetToken: token }, '', url)
}

/** The token of the reset link that this page was opened with; undefined if there was none, or it is forgotten. */
export function resetToken(): string | undefined {
  return pageState().resetToken
}

/** Call when the token is not valid any more. */
export function forgetResetToken(): void {
  updatePageState({ resetToken: undefined })
}

takeResetToken()
