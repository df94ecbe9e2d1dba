/** The range API of Have I Been Pwned: it receives five hex digits of a SHA-1 and returns every suffix it knows. */
const ranges = 'https://api.pwnedpasswords.com/range/'
/** Milliseconds. A user waits for the result. */
const timeout = 1500

/**
 * Returns whether a password is known from a data breach. Fails open: an outage of the API must not stop users from
 * choosing a password.
 */
export async function isBreached(password: string): Promise<boolean> {
  try {
    const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(password))
    const hex = Buffer.from(digest).toString('hex').toUpperCase()
    const response = await fetch(`${ranges}${hex.slice(0, 5)}`, {
      // Padding hides the number of suffixes in the range from the network.
      headers: { 'Add-Padding': 'true' },
      signal: AbortSignal.timeout(timeout),
    })
    if (!response.ok) return false
    // Each line is "SUFFIX:COUNT"; padding has a count of 0.
    const lines = (await response.text()).split('\r\n')
    const found = lines.find((line) => line.startsWith(hex.slice(5)))
    return found !== undefined && !found.endsWith(':0')
  } catch {
    return false
  }
}
