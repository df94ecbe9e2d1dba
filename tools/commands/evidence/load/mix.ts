import { readFileSync } from 'node:fs'
import { cycle } from '../../../../bench/measure/cycle.ts'
import { quantile } from '../../../../bench/measure/statistics.ts'
import { address } from './http.ts'
import type { Arrival, Response } from './open-loop.ts'
import { passwordOf, people } from './people.ts'

/** Accounts that sign in and check sessions. */
const accounts = 100

/** 90 checks, 9 sign-ins and 1 registration of 100 requests, each sign-in from another network. */
export async function mixOn(origin: string): Promise<(i: number) => Arrival> {
  const tokens: string[] = []
  for (let n = 0; n < accounts; n++) {
    tokens.push((await people.register(origin, emailOf(n), passwordOf(n))).body.token)
  }
  const token = cycle(tokens)
  let count = 0
  return (i) => {
    count++
    const n = count
    if (i % 100 === 55) {
      const name = `new-${n}`
      return { kind: 'registration', send: () => people.register(origin, name, passwordOf(name)) }
    }
    if (i % 11 === 5) {
      const account = n % accounts
      return {
        kind: 'sign-in',
        send: () => people.signIn(origin, emailOf(account), passwordOf(account), address(n)),
      }
    }
    return { kind: 'check', send: () => people.check(origin, token(n)) }
  }
}

function emailOf(n: number): string {
  return `person-${n}@example.com`
}

/** Seconds of a measurement of the capacity that do not count: the Worker warms up, and the queue of hashes fills. */
const warmUp = 2

/**
 * Responses per second if 32 clients each wait for their response before the next request: as many as the machine can serve.
 * @param seconds of the measurement, without the warm-up
 */
export async function capacityOf(next: (i: number) => Arrival, seconds: number): Promise<number> {
  let sent = 0
  let completed = 0
  const begin = performance.now() + warmUp * 1000
  const end = begin + seconds * 1000
  const client = async () => {
    for (let now = performance.now(); now < end; ) {
      await next(sent++).send()
      now = performance.now()
      if (now >= begin && now < end) completed++
    }
  }
  await Promise.all(Array.from({ length: 32 }, client))
  return completed / seconds
}

/** A quantile of the latency of admitted requests of one kind, in milliseconds; the 99th percentile by default. */
export function latencyOf(responses: readonly Response[], kind: string, fraction = 0.99): number {
  const admitted = responses.filter((each) => each.kind === kind && each.status === 200)
  return quantile(
    admitted.map(({ latency }) => latency),
    fraction,
  )
}

/** Resident memory of a process in MiB (proc_pid_status(5)). */
export function memoryOf(pid: number): number {
  const [, kib = 'NaN'] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}
