/**
 * The token of the reset link, for this page view only. The URL loses the token at once, so that the token appears in no
 * history and no Referer header. Null if the link had no token or the page was reloaded.
 */
export const resetToken = takeToken()

function takeToken(): string | null {
  if (!location.pathname.endsWith('/reset-password')) return null
  const token = new URLSearchParams(location.search).get('token')
  history.replaceState(null, '', location.pathname)
  return token
}
