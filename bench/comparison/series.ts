/** What was measured for one case. */
export interface CaseResult {
  name: string
  title: string
  note?: string
  /** One series per peer, Latchkey first if it takes part. */
  series: Series[]
}

/** The rounds of one peer in one case. */
export interface Series {
  name: string
  rounds: Round[]
}

/** What one round measured. */
export interface Round {
  /** Requests of the case's first load. */
  count: number
  seconds: number
  /** Milliseconds of CPU time of workerd per request of all loads. */
  cpu: number
  /** Latencies in milliseconds, by kind of request. */
  latencies: Record<string, number[]>
}

/** Requests per second. */
export function rateOf({ count, seconds }: Round): number {
  return count / seconds
}
