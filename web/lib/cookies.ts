/** A cookie like the session's own, `__Host-latchkey`: what a browser does to one it does to the other. */
const probe = '__Host-latchkey-probe'
const attributes = 'Path=/; Secure; SameSite=Lax'

/**
 * Why nobody can sign in with this browser at this address; undefined if nothing is known to prevent it. A browser that drops
 * the session cookie does not say so, so a cookie of the same kind is set, read back and deleted.
 */
export function cookieProblem(): string | undefined {
  write('1')
  const kept = document.cookie.split('; ').includes(`${probe}=1`)
  write('; Max-Age=0')
  return kept ? undefined : advice(location)
}

function write(value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP, which this is about
  document.cookie = `${probe}=${value}; ${attributes}`
}

function advice({ protocol, hostname, port }: Location): string {
  if (protocol === 'https:') {
    return `You cannot sign in: this browser blocks cookies for ${hostname}. Allow them, then reload this page.`
  }
  if (/^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname)) {
    return 'You cannot sign in: this browser does not keep the session cookie over plain HTTP. Open this page in Chrome or Firefox with cookies allowed, or over HTTPS.'
  }
  const local = `http://localhost${port && `:${port}`}`
  return `You cannot sign in here: this page was opened over plain HTTP, and browsers keep the session cookie over HTTPS only. Open it over HTTPS. On the computer that runs it, ${local} also works in Chrome and Firefox.`
}
