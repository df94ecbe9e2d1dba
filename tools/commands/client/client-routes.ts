// client.ts compiles this file for its declarations alone: TypeScript writes out the inferred types in full, so that the
// types of the client need nothing from the Worker.
import type { Hono } from 'hono'
import type { LatchkeyApi, Problems } from '../../../worker/capabilities.ts'

type SchemaOf<T> = T extends Hono<infer _Env, infer Schema, infer _Base> ? Schema : never
declare function inferred<T>(): {
  [Path in keyof T]: { [Method in keyof T[Path]]: T[Path][Method] }
}
declare function keys<T>(): T extends unknown ? keyof T : never

export const Routes = inferred<SchemaOf<LatchkeyApi>>()
export const Code = keys<Problems>()
