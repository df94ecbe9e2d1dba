// Compiled by client.mjs for its declarations alone: what TypeScript infers here it writes out in full, so that the
// client's types need nothing of the Worker.
import type { Hono } from 'hono'
import type { LatchkeyApi } from '../../../worker/capabilities.ts'
import type { Code as Codes } from '../../../worker/http/problem.ts'

type SchemaOf<T> = T extends Hono<infer _Env, infer Schema, infer _Base> ? Schema : never
declare function spelled<T>(): { [Path in keyof T]: { [Method in keyof T[Path]]: T[Path][Method] } }
declare function listed<T>(): T extends string ? T : never

export const Routes = spelled<SchemaOf<LatchkeyApi>>()
export const Code = listed<Codes>()
