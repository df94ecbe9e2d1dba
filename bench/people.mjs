import { randomUUID } from 'node:crypto'

/** Everybody's: what is measured does not depend on it. */
export const password = 'correct horse battery staple'

/** Signs tokens of a benchmark, and nothing else. */
export const secret = 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6'

/** Accounts to sign in to in turn, so that no limit on one of them is met. */
export function people(count) {
  return Array.from({ length: count }, (_, i) => ({
    id: randomUUID(),
    email: `person-${i}@example.com`,
  }))
}

export function bearer(token) {
  return { authorization: `Bearer ${token}` }
}

/** As a browser on the same origin sends it. */
export function json(body) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost' },
    body: JSON.stringify(body),
  }
}
