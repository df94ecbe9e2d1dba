import { describe, expect, it } from 'vitest'
import { codes, Problem } from '../../worker/http/problem.ts'

/** Every failure as it is answered when nothing is said of it in particular. */
const answers = await Promise.all(
  codes.map(async (code) => {
    const response = new Problem(code).toResponse()
    const { detail } = await response.json<{ detail: string }>()
    return { code, status: response.status, detail }
  }),
)

/** Clients of the five products look for these words (their public code). */
describe('The sentence of a failure', () => {
  it('begins with "Too many requests" if it is 429: asyncat shows nothing else as such', () => {
    const throttled = answers.filter(({ status }) => status === 429)
    expect(throttled.length).toBeGreaterThan(2)
    for (const { code, detail } of throttled) expect(detail, code).toMatch(/^Too many requests\b/)
  })

  it.each([
    ['invalid_credentials', 'Invalid username or password'],
    ['registration_closed', 'Registration is not available'],
    ['email_taken', 'Email already in use'],
  ])('of %s holds "%s"', (wanted, words) => {
    expect(answers.find(({ code }) => code === wanted)?.detail).toContain(words)
  })

  it('holds none of the words by which asyncat recognises that it is offline', () => {
    for (const { code, detail } of answers) expect(detail, code).not.toMatch(/fetch|network/)
  })
})
