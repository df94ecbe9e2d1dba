import { describe, expect, it } from 'vitest'
import { capabilities } from '../../worker/capabilities.ts'
import { Problem, problems } from '../../worker/http/problem.ts'

/** The response of every problem, without details. */
const answers = await Promise.all(
  [problems, ...capabilities.map((each) => each.problems ?? {})]
    .flatMap((table) => Object.values(table))
    .map(async (type) => {
      const response = new Problem(type).toResponse()
      const { detail } = await response.json<{ detail: string }>()
      return { code: type.code, status: response.status, detail }
    }),
)

/** Clients of the five products match on these words (in their published code). */
describe('The sentence of a problem', () => {
  it('begins with "Too many requests" for every 429: asyncat recognizes nothing else', () => {
    const throttled = answers.filter(({ status }) => status === 429)
    expect(throttled.length).toBeGreaterThan(2)
    for (const { code, detail } of throttled) expect(detail, code).toMatch(/^Too many requests\b/)
  })

  it.each([
    ['invalid_credentials', 'Invalid username or password'],
    ['registration_closed', 'Registration is not available'],
    ['email_taken', 'Email already in use'],
  ])('%s contains "%s"', (wanted, words) => {
    expect(answers.find(({ code }) => code === wanted)?.detail).toContain(words)
  })

  it('contains none of the words by which asyncat detects that it is offline', () => {
    for (const { code, detail } of answers) expect(detail, code).not.toMatch(/fetch|network/)
  })
})
