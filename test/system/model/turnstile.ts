import { AsyncLocalStorage } from 'node:async_hooks'
import { onEveryTrip } from '../../support/database/d1.ts'

/**
 * The real D1, but parallel requests take turns: once each one waits for a round trip or has finished, a chosen one
 * continues. So an interleaving can be repeated.
 */
export class Turnstile {
  readonly db: D1Database
  private readonly going = new AsyncLocalStorage<number>()
  /** The requests in progress, with the round trips that they wait for. */
  private readonly waiting = new Map<number, (() => void)[]>()
  private choices: readonly number[] = []
  /** The order in which round trips ran. */
  schedule: number[] = []

  constructor() {
    this.db = onEveryTrip(async (run, batch) => {
      await this.turn()
      return run(batch)
    })
  }

  /** Runs the requests in parallel; each choice determines which waiting request continues. */
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

  /** The number of the current request, also after its response. */
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

/** The schedule of these choices for two requests with as many round trips as in another schedule. */
export function rescheduled(schedule: readonly number[], choices: readonly number[]): number[] {
  const left = [0, 1].map((party) => schedule.filter((each) => each === party).length)
  return schedule.map((_, index) => {
    const waiting = [0, 1].filter((party) => (left[party] ?? 0) > 0)
    const party = waiting[(choices[index] ?? 0) % waiting.length] ?? 0
    left[party] = (left[party] ?? 0) - 1
    return party
  })
}
