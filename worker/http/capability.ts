import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Settings, SettingsIssue, Vars } from '../config/settings.ts'
import type { VarDefinitions } from '../config/vars.ts'
import type { Expired } from '../db/sweep.ts'
import type { ProblemType } from './problem.ts'
import type { Operation } from './router.ts'

/** What one capability adds to the Worker. capabilities.ts lists them all. */
export interface Capability {
  /** Operations of our own API. */
  routes?: readonly Operation[]
  /** Whether the routes are served; without it, always. */
  isServed?(settings: Settings): boolean
  problems?: Record<string, ProblemType>
  /** Names of audit events. Also declare them in `EventNames`. */
  events?: readonly string[]
  /** Variables and secrets. Also declare them in `Vars`. */
  vars?: VarDefinitions
  /** Checks across variables. */
  checkVars?(vars: Vars): SettingsIssue[]
  /** Rows that the scheduled sweep deletes. */
  sweep?(settings: Settings, now: number): Expired[]
  /** Encrypts stored secrets with the current root secret while a previous one is set. The scheduled run calls it. */
  rotate?(settings: Settings): Promise<void>
  /** Other work of the scheduled run. */
  schedule?(settings: Settings, now: number): Promise<void>
  /** Kinds of counters of an account, `kind:<account id>`. They are deleted with the account. */
  counters?: readonly string[]
  /** Tables with data of an account, for export and erasure. */
  personalData?: Record<string, PersonalData>
}

/** The rows of a table that belong to an account, and the columns that an export contains: never hashes or secrets. */
export interface PersonalData {
  table: SQLiteTable
  /** The column with the id of the account. */
  account: SQLiteColumn
  columns: readonly string[]
  /** An account has at most one row. */
  isSingle?: true
}
