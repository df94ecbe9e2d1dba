import { type Anomaly, mayCount, type Operation, ofKind } from './operation.ts'

/**
 * The password of an account is a register: a sign-in succeeds only with a password that can be the present one, and fails
 * only with one that can be another. Requires that no password is set twice.
 */
export function passwordAnomalies(history: readonly Operation[]): Anomaly[] {
  const changes = ofKind(history, 'change-password').filter(mayCount)
  const from = Map.groupBy(changes, (each) => `${each.account} ${each.from}`)
  const to = new Map(changes.map((each) => [`${each.account} ${each.to}`, each]))
  const anomalies: Anomaly[] = []
  for (const list of from.values()) {
    const done = list.filter(({ outcome }) => outcome === 'ok')
    for (const operation of done.slice(1)) {
      anomalies.push({ rule: 'two changes replace the same password', operation })
    }
  }
  for (const operation of ofKind(history, 'sign-in')) {
    const { account, password, start, end, outcome } = operation
    const key = `${account} ${password}`
    const away = from.get(key) ?? []
    // The first password of an account is set by no change.
    const set = to.get(key)
    if (outcome === 'ok') {
      if (away.some((each) => each.outcome === 'ok' && each.end < start)) {
        anomalies.push({ rule: 'a former password is accepted', operation })
      }
      if (set && set.start > end) {
        anomalies.push({ rule: 'a future password is accepted', operation })
      }
    }
    const isPresent =
      (!set || (set.outcome === 'ok' && set.end < start)) && !away.some((each) => each.start < end)
    if (outcome === 'refused' && isPresent && !isGuess(password)) {
      anomalies.push({ rule: 'the present password is refused', operation })
    }
  }
  return anomalies
}

/** The beginning of a password that no account ever has. */
export const guess = 'guess'

/** True for a password that no account ever has. */
export function isGuess(password: string): boolean {
  return password.startsWith(guess)
}
