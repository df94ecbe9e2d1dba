import { oauth } from './oauth.ts'
import type { Caller, Entry } from './operation.ts'
import { own } from './own.ts'
import { products } from './products.ts'

/** Every operation of /openapi.json, by method and path template. A new operation needs an entry here. */
export const operations: Record<string, Entry> = { ...products, ...own, ...oauth }

/** Who may call an operation. */
export function callerOf(name: string): Caller {
  const entry = operations[name]
  if (!entry) throw new Error(`${name} is not in the catalogue`)
  return entry.caller
}

/** Accepts the token of a reset link, and no other. */
export function takesResetToken({ name }: { name: string }): boolean {
  return callerOf(name) === 'reset link'
}
