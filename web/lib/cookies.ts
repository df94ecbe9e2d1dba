import { t } from './text.ts'

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
    return t('cookie.blocked', { host: hostname })
  }
  if (/^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname)) {
    return t('cookie.local')
  }
  return t('cookie.plain_http', { url: `http://localhost${port && `:${port}`}` })
}
