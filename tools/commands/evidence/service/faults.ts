/** How the database of a Worker under test behaves. Everything is optional: without it, the database is unchanged. */
export interface Faults {
  /** Milliseconds that each round trip takes in addition. */
  delay?: number
  /** Pairs of a regular expression and its replacement, applied to the text of each statement: a guard that is missing. */
  rewrites?: [pattern: string, replacement: string][]
  /** The next round trips that fail with "overloaded", as D1 does when its queue is full. */
  overloaded?: number
  /** The next round trips with a write whose result is lost after the commit. */
  lost?: number
}

/** What the database did since the last change of its faults. */
export interface Trips {
  trips: number
  /** Statements whose text a rewrite changed. */
  rewritten: number
}

/** The path of the Worker under test that sets the faults and returns the trips. */
export const faultsPath = '/evidence/faults'
