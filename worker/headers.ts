const policy = 'Content-Security-Policy'

/**
 * On every answer, errors included. An API has no page: nothing may be cached, loaded, framed or guessed from it.
 */
export const answerHeaders = {
  'Cache-Control': 'no-store',
  [policy]: "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

/** The answer with those headers and the id under which the log knows it. A page brings a policy of its own. */
export function dressed(response: Response, requestId: string): Response {
  const answer = new Response(response.body, response)
  for (const [name, value] of Object.entries(answerHeaders)) {
    if (name !== policy || !answer.headers.has(policy)) answer.headers.set(name, value)
  }
  answer.headers.set('X-Request-Id', requestId)
  return answer
}
