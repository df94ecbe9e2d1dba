import { guessAnomalies } from './guesses.ts'
import { nameAnomalies } from './names.ts'
import type { Anomaly, Operation } from './operation.ts'
import { passwordAnomalies } from './passwords.ts'
import { sessionAnomalies } from './sessions.ts'

/** Everything in a history that no order of its operations explains. */
export function anomaliesIn(history: readonly Operation[], attempts: number): Anomaly[] {
  return [
    ...sessionAnomalies(history),
    ...passwordAnomalies(history),
    ...guessAnomalies(history, attempts),
    ...nameAnomalies(history),
  ]
}

/** How often each rule is violated. */
export function countByRule(anomalies: readonly Anomaly[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { rule } of anomalies) counts[rule] = (counts[rule] ?? 0) + 1
  return counts
}
