import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from './http.ts'

/** A request of a load, and what kind of request it is. */
export interface Arrival {
  kind: string
  send: () => Promise<Answer>
}

/** A response of a load. Its latency counts from the moment at which the request was due, so that no delay is hidden. */
export interface Response {
  kind: string
  status: number
  code: string | undefined
  latency: number
  /** Seconds since the beginning of the load. */
  at: number
}

interface Load {
  /** Requests per second. They arrive at this rate, however long the responses take. */
  rate: number
  seconds: number
  next: (i: number) => Arrival
}

/** Sends requests at fixed times, which no response delays: an open loop. Resolves with the last response. */
export async function openLoop({ rate, seconds, next }: Load): Promise<Response[]> {
  const responses: Response[] = []
  const pending: Promise<void>[] = []
  const start = performance.now()
  const count = Math.round(rate * seconds)
  for (let i = 0; i < count; i++) {
    const due = start + (i * 1000) / rate
    const early = due - performance.now()
    if (early > 1) await wait(early)
    const { kind, send } = next(i)
    pending.push(
      send().then(({ status, body }) => {
        const latency = performance.now() - due
        const at = (due - start) / 1000
        responses.push({ kind, status, code: body?.code, latency, at })
      }),
    )
  }
  await Promise.all(pending)
  return responses
}

/** How many responses have each status and problem code, such as `503 overloaded`. */
export function countByAnswer(responses: readonly Response[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, code } of responses) {
    const answer = status === 0 ? 'no response' : [status, code ?? ''].join(' ').trim()
    counts[answer] = (counts[answer] ?? 0) + 1
  }
  return counts
}
