import { expect } from 'vitest'
import { expectProblem } from './problem.ts'
import type { Answer } from './service.ts'

/** The input is refused, and exactly these fields are named as wrong. */
export function expectInvalid(answer: Answer, ...fields: string[]): void {
  expectProblem(answer, 400, 'invalid_input')
  const errors: { path: string }[] = answer.body.errors
  expect([...new Set(errors.map(({ path }) => path))].toSorted()).toEqual(fields.toSorted())
}
