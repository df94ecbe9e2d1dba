import { once } from './once.ts'
import * as z from './zod.ts'

/** A time in a response: ISO 8601 in UTC. */
export const time = once(() => z.iso.datetime())

/** UNIX milliseconds as ISO 8601 in UTC. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
