import { type Anomaly, mayCount, type Operation, ofKind } from './operation.ts'

/** A session of the history: who opened it with which password, and when it was known to exist. */
interface Opened {
  account: string
  password: string
  start: number
  end: number
}

/**
 * No request of a session succeeds if it starts after the acknowledged end of the session. No check fails if nothing can have
 * ended its session. A session of a former password counts as ended by the change, even if its sign-in ended later.
 */
export function sessionAnomalies(history: readonly Operation[]): Anomaly[] {
  const opened = new Map<string, Opened>()
  for (const { opened: id, ...signIn } of ofKind(history, 'sign-in')) {
    if (id !== undefined) opened.set(id, signIn)
  }
  const anomalies: Anomaly[] = []
  const endings = endingsByAccount(history)
  for (const operation of history) {
    if (!('session' in operation)) continue
    const { session: id, start, end, outcome, kind } = operation
    const session = opened.get(id)
    if (!session) continue
    const mine = (endings.get(session.account) ?? []).filter((each) => each !== operation)
    const ends = mine.filter((each) => each.start < end)
    // A sign-out responds alike for a session that has ended.
    if (outcome === 'ok' && kind !== 'sign-out') {
      const isOver = ends.some((each) => endOf(each, id, session) < start)
      if (isOver) anomalies.push({ rule: 'a revoked session is accepted', operation })
    }
    if (outcome === 'refused' && kind === 'check' && !ends.some((each) => mayEnd(each, id))) {
      anomalies.push({ rule: 'a valid session is refused', operation })
    }
  }
  return anomalies
}

type Ending = Extract<
  Operation,
  { kind: 'sign-out' | 'end-session' | 'end-others' | 'change-password' }
>

/** By account, the requests that end sessions, or may have. */
function endingsByAccount(history: readonly Operation[]): Map<string, Ending[]> {
  const kinds = ['sign-out', 'end-session', 'end-others', 'change-password'] as const
  const all = kinds.flatMap((kind): Ending[] => ofKind(history, kind)).filter(mayCount)
  return Map.groupBy(all, ({ account }) => account)
}

/** When it is certain that this request has ended the session; infinite if it never is. */
function endOf(ending: Ending, id: string, opened: Opened): number {
  if (ending.outcome !== 'ok') return Number.POSITIVE_INFINITY
  const { kind, session, end } = ending
  if (kind === 'sign-out') return session === id ? end : Number.POSITIVE_INFINITY
  if (kind === 'end-session') return ending.target === id ? end : Number.POSITIVE_INFINITY
  if (session === id) return Number.POSITIVE_INFINITY
  if (opened.end < ending.start) return end
  const isFormer = kind === 'change-password' && ending.from === opened.password
  return isFormer ? Math.max(end, opened.end) : Number.POSITIVE_INFINITY
}

function mayEnd(ending: Ending, id: string): boolean {
  const { kind, session } = ending
  if (kind === 'sign-out') return session === id
  if (kind === 'end-session') return ending.target === id
  return session !== id
}
