/** What pages and their files bring themselves, being no answers of an API. */
const ofPages = ['Content-Security-Policy', 'Cache-Control']

/**
 * On every answer, errors included. An API has no page: nothing may be cached, loaded, framed or guessed from it.
 */
export const answerHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

const entries = Object.entries(answerHeaders)

/** Gives an answer of ours those headers, and the id under which the log knows it. */
export function dress(answer: Response, requestId: string): void {
  for (const [name, value] of entries) {
    if (!ofPages.includes(name) || !answer.headers.has(name)) answer.headers.set(name, value)
  }
  answer.headers.set('X-Request-Id', requestId)
}
