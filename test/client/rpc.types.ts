import type { LatchkeyRpc as Published } from '../../client/rpc.d.ts'
import type { LatchkeyRpc } from '../../worker/rpc.ts'

/*
 * The types that other Workers install are written by hand, so that they do not depend on the Worker's types. Nothing here
 * runs: `npm run check` compiles it, which fails if a method, a member or a value differs between the two.
 */

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Written-out interfaces, so that equal ones compare as equal. */
type Expanded<T> = T extends object ? { [Key in keyof T]: Expanded<T[Key]> } : T
type Method<T> = T extends (...args: infer Args) => Promise<infer Result>
  ? [Args, Expanded<Result>]
  : never
type Methods<T> = {
  [Name in Exclude<keyof T, 'fetch' | `__${string}`>]: Method<T[Name]>
}

export const published: Same<Methods<Published>, Methods<LatchkeyRpc>> = true
