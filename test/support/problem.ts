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
      // What Zod says where it has no words for what is wrong.
      expect(error.message).not.toBe('Invalid input')
    }
  }
  if (status === 401) expect(headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  if (status === 405) expect(headers.get('Allow')).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
  if (status === 429 || status === 503) expect(headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
}
