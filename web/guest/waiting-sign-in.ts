import { type FactorMethod, ProblemError } from '../../client/client.ts'
import type { SecondStep } from './second-step.tsx'

/** A sign-in that waits for its second factor, and the page that asks for it. */
export interface WaitingSignIn {
  methods: readonly FactorMethod[]
  Page: typeof SecondStep
}

/**
 * For the error of a sign-in that waits for its second factor. Loads the script of the second step, which most sign-ins do not
 * need.
 * @throws any other error of the sign-in
 */
export async function waitingSignIn(error: unknown): Promise<WaitingSignIn> {
  if (!(error instanceof ProblemError) || error.code !== 'second_factor_required') throw error
  const { SecondStep } = await import('./second-step.tsx')
  return { methods: error.methods, Page: SecondStep }
}
