import { type Anomaly, type Operation, ofKind } from './operation.ts'
import { isGuess } from './passwords.ts'

/**
 * In each window, an account evaluates at most `limit` wrong passwords, at sign-in and in a change together. A password that a parallel
 * change replaces may have been right, so its refusal is no guess. The history numbers the windows: between two of them, the clients
 * pause for longer than the service counts.
 */
export function guessAnomalies(history: readonly Operation[], limit: number): Anomaly[] {
  const changes = ofKind(history, 'change-password')
  const replaced = new Map(
    changes
      .filter(({ outcome }) => outcome === 'ok')
      .map(({ account, from, end }) => [`${account} ${from}`, end]),
  )
  const isWrong = ({ account, start }: Operation, password: string) =>
    isGuess(password) ||
    (replaced.get(`${account} ${password}`) ?? Number.POSITIVE_INFINITY) < start
  const evaluated = [
    ...ofKind(history, 'sign-in')
      .filter(({ outcome }) => outcome === 'refused')
      .filter((each) => isWrong(each, each.password)),
    ...changes.filter((each) => each.isWrong && isWrong(each, each.from)),
  ]
  const groups = Map.groupBy(evaluated, ({ account, window }) => `${account} ${window}`)
  return [...groups.values()].flatMap((guesses) =>
    guesses
      .toSorted((a, b) => a.end - b.end)
      .slice(limit)
      .map((operation) => ({ rule: 'more guesses are evaluated than allowed', operation })),
  )
}
