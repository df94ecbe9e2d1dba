import type { HttpRequest } from '../measure/load.ts'

/** The password of every account: it does not influence what is measured. */
export const password = 'correct horse battery staple'

/** Signs the tokens of the benchmark only. */
export const secret = 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6'
export const rootSecret = 'T4hGx9KpWc2ZrLb7YnVe5QmDs8JaUf3R'

/** The header that carries a bearer token. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

/** A JSON request as a same-origin page sends it. */
export function postJson(path: string, body: object): HttpRequest {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', origin: 'http://localhost' },
    body: JSON.stringify(body),
  }
}
