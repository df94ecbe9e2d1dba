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

/** Responses per second if 32 clients each wait for their response before the next request. */
export async function capacityOf(next: (i: number) => Arrival, duration: number): Promise<number> {
  let sent = 0
  const started = performance.now()
  const client = async () => {
    while (performance.now() - started < duration * 1000) await next(sent++).send()
  }
  await Promise.all(Array.from({ length: 32 }, client))
  return (sent * 1000) / (performance.now() - started)
}

/** The 99th percentile of the latency of admitted session checks, in milliseconds. */
export function checkLatency(responses: readonly Response[], fraction = 0.99): number {
  const admitted = responses.filter(({ kind, status }) => kind === 'check' && status === 200)
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
