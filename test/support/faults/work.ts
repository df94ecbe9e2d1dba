import bcrypt from 'bcryptjs'
import { expect, vi } from 'vitest'
import { onEveryTrip } from '../database/d1.ts'
import type { Answer, Options } from '../requests/client.ts'
import { fromAnywhere } from '../requests/network.ts'
import { Service } from '../requests/service.ts'

/** A response, and the work that it took. */
export interface Work {
  status: number
  body: unknown
  /** All headers; the value is null if it differs for each response. */
  headers: Record<string, string | null>
  /** bcrypt runs, each as "compare 04" or "hash 04". */
  hashes: string[]
  /** Statements of each D1 round trip. */
  trips: number[]
}

/** A service that records the work of each response. */
export class WorkingService {
  readonly service: Service
  private trips: number[] = []

  constructor(vars: Record<string, unknown> = {}) {
    const db = onEveryTrip((run, batch) => {
      this.trips.push(batch?.length ?? 1)
      return run(batch)
    })
    this.service = new Service({ ...vars, DB: db })
  }

  /** Sends one request from a new network, and returns all its work, including the work after the response. */
  async work(method: string, path: string, options: Options = {}): Promise<Work> {
    const hashes = hashing()
    this.trips = []
    const answer = await this.service.request(method, path, fromAnywhere(options))
    return { ...shown(answer), hashes: hashes(), trips: this.trips }
  }
}

/** Records runs of bcrypt from now on. bcrypt still runs. */
export function hashing(): () => string[] {
  const compare = vi.spyOn(bcrypt, 'compare')
  const hash = vi.spyOn(bcrypt, 'hash')
  compare.mockClear()
  hash.mockClear()
  return () => [
    ...compare.mock.calls.map(([, against]) => `compare ${against.slice(4, 6)}`),
    ...hash.mock.calls.map(([, cost]) => `hash ${String(cost).padStart(2, '0')}`),
  ]
}

function shown({ status, headers, body }: Answer): Pick<Work, 'status' | 'headers' | 'body'> {
  const own = ['x-request-id', 'retry-after']
  return {
    status,
    body,
    headers: Object.fromEntries(
      [...headers].map(([name, value]) => [name, own.includes(name) ? null : value]),
    ),
  }
}

/** Checks that all responses are the same and took the same work. */
export function expectAlike(all: Record<string, Work>): Work {
  const [first, ...others] = Object.entries(all)
  if (!first) throw new Error('nothing to compare')
  for (const [name, other] of others) expect({ [name]: other }).toEqual({ [name]: first[1] })
  return first[1]
}

/** Checks that all took the same work. The responses may differ. */
export function expectEqualWork(all: Record<string, Work>): Work {
  const unseen = Object.entries(all).map(([name, { hashes, trips }]) => {
    return [name, { hashes, trips, status: 0, body: null, headers: {} }]
  })
  return expectAlike(Object.fromEntries(unseen))
}
