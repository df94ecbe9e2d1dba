import { type Anomaly, mayCount, type Operation, ofKind } from './operation.ts'

/**
 * A name belongs to one account at a time. An account releases its name when it takes another one. Names are compared
 * without case, as the service does.
 */
export function nameAnomalies(history: readonly Operation[]): Anomaly[] {
  const takes = ofKind(history, 'take-name').filter(mayCount)
  const byAccount = Map.groupBy(takes, ({ account }) => account)
  const byName = Map.groupBy(
    takes.filter(({ outcome }) => outcome === 'ok'),
    ({ name }) => name.toLowerCase(),
  )

  /** True if the owner can have released the name before the next owner took it. */
  function mayFollow(owner: Operation & { name: string }, next: Operation): boolean {
    if (owner.start > next.end) return false
    const others = byAccount.get(owner.account) ?? []
    return others.some(
      (each) =>
        each.name.toLowerCase() !== owner.name.toLowerCase() &&
        each.start < next.end &&
        each.end > owner.start,
    )
  }

  return [...byName.values()].flatMap((owners) => {
    const sorted = owners.toSorted((a, b) => a.end - b.end)
    return sorted.slice(1).flatMap((operation, index) => {
      const conflicts = sorted
        .slice(0, index + 1)
        .filter((each) => each.account !== operation.account)
        .some((each) => !mayFollow(each, operation) && !mayFollow(operation, each))
      return conflicts ? [{ rule: 'a name belongs to two accounts', operation }] : []
    })
  })
}
