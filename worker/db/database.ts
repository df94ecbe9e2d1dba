import { DrizzleQueryError } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'

/** A D1 database, queried with Drizzle. */
export type Db = DrizzleD1Database

/**
 * Opens a D1 binding with Drizzle. Drizzle marks the errors of single statements as `DrizzleQueryError`; this marks the
 * errors of `prepare` and `batch`, so that `isStorageError` recognizes all.
 */
export function openDatabase(binding: D1Database): Db {
  const marked: Pick<D1Database, 'prepare' | 'batch'> = {
    prepare(query) {
      try {
        return binding.prepare(query)
      } catch (cause) {
        throw new StorageError(cause)
      }
    },
    async batch<T>(statements: D1PreparedStatement[]) {
      try {
        return await binding.batch<T>(statements)
      } catch (cause) {
        throw new StorageError(cause)
      }
    },
  }
  // Drizzle calls no other method of a binding.
  return drizzle(marked as D1Database)
}

class StorageError extends Error {
  constructor(cause: unknown) {
    super('storage failed', { cause })
    this.name = 'StorageError'
  }
}

/** True if D1 failed or could not be reached. */
export function isStorageError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof StorageError || cause instanceof DrizzleQueryError) return true
  }
  return false
}

/** True if a statement violated the unique constraint on `column` ("table.column"). */
export function violatesUnique(error: unknown, column: string): boolean {
  return causeOf(error).includes(`UNIQUE constraint failed: ${column}`)
}

/** The message of the innermost cause, for the log. Drizzle's own message contains bound parameters: hashes and tokens. */
export function causeOf(error: unknown): string {
  let cause = error
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  if (!(cause instanceof Error)) return 'unknown'
  return cause instanceof DrizzleQueryError ? 'query failed' : cause.message
}
