/** Have I Been Pwned's range API: it is told five hex digits of a SHA-1 and answers every suffix it knows. */
const ranges = 'https://api.pwnedpasswords.com/range/'
/** A person waits for this, so not long. */
const patience = 1500

/**
 * Whether a password is known from a breach. Fails open: somebody else's outage must not stop people from
 * choosing a password.
 */
export async function isBreached(password: string): Promise<boolean> {
  try {
    const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(password))
    const hex = Buffer.from(digest).toString('hex').toUpperCase()
    const answer = await fetch(`${ranges}${hex.slice(0, 5)}`, {
      // Padding hides from the network how many suffixes the range holds.
      headers: { 'Add-Padding': 'true' },
      signal: AbortSignal.timeout(patience),
    })
    if (!answer.ok) return false
    // "SUFFIX:COUNT" a line; padding has a count of 0.
    const found = (await answer.text()).split('\r\n').find((line) => line.startsWith(hex.slice(5)))
    return found !== undefined && !found.endsWith(':0')
  } catch {
    return false
  }
}
