import { expect } from 'vitest'
import type { Answer } from './service.ts'

/** The answer is this failure, in the one shape every failure has, with the headers its status asks for. */
export function expectProblem(
  { status, headers, body }: Answer,
  wanted: number,
  code: string,
): void {
  expect({ status, code: body?.code }, JSON.stringify(body)).toEqual({ status: wanted, code })
  const sentence = body.detail
  expect(sentence).toMatch(/\S/)
  expect(body).toEqual({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: sentence,
    code,
    error: sentence,
    message: sentence,
    success: false,
    ...('errors' in body && { errors: expect.any(Array) }),
  })
  expect(headers.get('Content-Type')).toBe('application/problem+json')
  if (code === 'invalid_input') {
    expect(body.errors.length).toBeGreaterThan(0)
    for (const error of body.errors) {
      expect(error).toEqual({ path: expect.any(String), message: expect.stringMatching(/\S/) })
      expectSentence(error.message)
    }
  }
  if (status === 401) expect(headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  if (status === 405) expect(headers.get('Allow')).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
  if (status === 429 || status === 503) expect(headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
}

/** The forms that the end of a sentence about a field has; the words of a library have none of them. */
const forms = [
  /^is required( to [a-z ]+)?$/,
  /^or email is required$/,
  /^is [a-z]/,
  /^was sent twice$/,
  /^must (not )?(be|have|name|contain|come|differ|mix|begin|end) /,
  /^does not have the right form$/,
]

/** What is wrong with a field is told in words of our own, and in English. */
export function expectSentence(message: string): void {
  expect(
    forms.some((form) => form.test(message)),
    message,
  ).toBe(true)
  expect(message).not.toMatch(/invalid|expected|received|[<>]=|\||\bNaN\b|undefined/i)
  expect(message).not.toMatch(/\b1 (characters|items|bytes|seconds)\b/)
}
