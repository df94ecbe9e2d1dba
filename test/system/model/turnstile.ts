import { AsyncLocalStorage } from 'node:async_hooks'
import { onEveryTrip } from '../../support/database/d1.ts'

/**
 * The real D1, but requests that run side by side take turns: once each is at a round trip, or done, one of them is
 * let through, and which one is chosen beforehand. So an interleaving can be run again.
 */
export class Turnstile {
  readonly db: D1Database
  private readonly going = new AsyncLocalStorage<number>()
  /** Those who are not done, with the round trips they wait for. */
  private readonly waiting = new Map<number, (() => void)[]>()
  private choices: readonly number[] = []
  /** Whose round trips were let through, in their order. */
  schedule: number[] = []

  constructor() {
    this.db = onEveryTrip(async (run, batch) => {
      await this.turn()
      return run(batch)
    })
  }

  /** Runs them side by side; each choice says which of those who wait goes first. */
  async run<T>(parties: (() => Promise<T>)[], choices: readonly number[]): Promise<T[]> {
    this.choices = choices
    this.schedule = []
    for (const party of parties.keys()) this.waiting.set(party, [])
    return Promise.all(
      parties.map((work, party) =>
        this.going.run(party, async () => {
          try {
            return await work()
          } finally {
            this.waiting.delete(party)
            this.letOneThrough()
          }
        }),
      ),
    )
  }

  /** The number of the party whose work this is, also in what goes on after its answer. */
  get party(): number | undefined {
    return this.going.getStore()
  }

  private async turn(): Promise<void> {
    const queue = this.party === undefined ? undefined : this.waiting.get(this.party)
    if (!queue) return
    const { promise, resolve } = Promise.withResolvers<void>()
    queue.push(resolve)
    this.letOneThrough()
    return promise
  }

  private letOneThrough(): void {
    const queues = [...this.waiting]
    if (queues.length === 0 || queues.some(([, queue]) => queue.length === 0)) return
    const [choice = 0, ...later] = this.choices
    this.choices = later
    const [party = 0, queue] = queues[choice % queues.length] ?? []
    this.schedule.push(party)
    queue?.shift()?.()
  }
}

/** The schedule that these choices make of as many round trips as another schedule has of each of two parties. */
export function rescheduled(schedule: readonly number[], choices: readonly number[]): number[] {
  const left = [0, 1].map((party) => schedule.filter((each) => each === party).length)
  return schedule.map((_, index) => {
    const waiting = [0, 1].filter((party) => (left[party] ?? 0) > 0)
    const party = waiting[(choices[index] ?? 0) % waiting.length] ?? 0
    left[party] = (left[party] ?? 0) - 1
    return party
  })
}
