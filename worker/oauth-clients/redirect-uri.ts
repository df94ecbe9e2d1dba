const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:[1-9]\d{0,4})?(\/[^#\\\s]*)?$/

/**
 * True for a URI that a client may register: https, or http on the loopback interface. It must be written as browsers write it,
 * so that no two programs read different hosts in it, and it has no fragment, no user information and no wildcard.
 */
export function isRedirectUri(text: string): boolean {
  if (!/^[\x21-\x7e]+$/.test(text) || /[\\#*]/.test(text) || !URL.canParse(text)) return false
  const { protocol, username, password, href } = new URL(text)
  if (username !== '' || password !== '' || text.includes('@')) return false
  if (href !== text && href !== `${text}/`) return false
  return protocol === 'https:' || loopback.test(text)
}

/** True for a URI on the loopback interface, where any program of the device may listen. */
export function isLoopback(uri: string): boolean {
  return loopback.test(uri)
}

/**
 * True if a client registered the URI: the same text, on the loopback interface with any port (RFC 8252 section 7.3). Nothing is
 * parsed or decoded, so no two programs can read it differently.
 */
export function isRegistered(uri: string, registered: readonly string[]): boolean {
  return registered.some((each) => each === uri || isSameLoopback(each, uri))
}

function isSameLoopback(a: string, b: string): boolean {
  const [left, right] = [loopback.exec(a), loopback.exec(b)]
  if (!left || !right) return false
  // A port has at most 65535.
  return left[1] === right[1] && (left[3] ?? '') === (right[3] ?? '') && URL.canParse(b)
}
