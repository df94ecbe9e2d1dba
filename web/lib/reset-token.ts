/**
 * The token of a mailed link, for this page view only: the address is at once without it, so that it stays in no
 * history, goes along to no other page and is not seen over a shoulder. Null: the link had none, or the page was
 * loaded again.
 */
export const resetToken = takeToken()

function takeToken(): string | null {
  if (!location.pathname.endsWith('/reset-password')) return null
  const token = new URLSearchParams(location.search).get('token')
  history.replaceState(null, '', location.pathname)
  return token
}
