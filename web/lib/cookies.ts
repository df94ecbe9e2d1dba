/** Has the attributes of the session cookie `__Host-latchkey`: a browser keeps both cookies or neither. */
const probe = '__Host-latchkey-probe'
const attributes = 'Path=/; Secure; SameSite=Lax'

/**
 * Why this browser cannot sign in at this address; undefined if no reason is known. Browsers drop the session cookie
 * silently, so this sets a cookie of the same kind, reads it back and deletes it.
 */
export function cookieProblem(): string | undefined {
  write('1')
  const kept = document.cookie.split('; ').includes(`${probe}=1`)
  write('; Max-Age=0')
  return kept ? undefined : advice(location)
}

function write(value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP, the case to detect
  document.cookie = `${probe}=${value}; ${attributes}`
}

function advice({ protocol, hostname, port }: Location): string {
  if (protocol === 'https:') {
    return `You cannot sign in because this browser blocks cookies for ${hostname}. Allow cookies, then reload this page.`
  }
  if (/^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname)) {
    return 'You cannot sign in because this browser does not keep the session cookie over plain HTTP. Open this page over HTTPS, or in Chrome or Firefox with cookies allowed.'
  }
  const local = `http://localhost${port && `:${port}`}`
  return `You cannot sign in because this page was opened over plain HTTP, and browsers keep the session cookie only over HTTPS. Open this page over HTTPS. On the computer that runs the service, ${local} also works in Chrome and Firefox.`
}
