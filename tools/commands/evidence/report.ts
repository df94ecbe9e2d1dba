import { cpus, loadavg } from 'node:os'

/** What a part found. */
export interface Report {
  /** Lines of Markdown: the figures. */
  lines: string[]
  /** Claims that failed, in sentences; none if all are true. */
  failures: string[]
}

/** Where a part works. */
export interface Work {
  /** An empty folder. */
  scratch: string
  /** Minutes of the soak. */
  minutes: number
  /** A number of requests or rounds; a tenth of it in a quick run. */
  part: (n: number) => number
}

/** A part of the evidence. */
export type Part = (work: Work) => Promise<Report>

/** Collects figures and checks claims. */
export interface Findings extends Report {
  add(...lines: string[]): void
  /** A claim with its figure: it fails the part if it is false. */
  claim(isTrue: boolean, text: string): void
}

export function newFindings(): Findings {
  const lines: string[] = []
  const failures: string[] = []
  return {
    lines,
    failures,
    add: (...more) => void lines.push(...more),
    claim(isTrue, text) {
      lines.push(`- ${isTrue ? '' : '**FALSE** '}${text}`)
      if (!isTrue) failures.push(text)
    },
  }
}

/** The machine, its load and the date, in one line. */
export function describeRun(): string {
  const cores = cpus()
  const [load = Number.NaN] = loadavg()
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ')
  return `${date} UTC, ${cores[0]?.model.trim() ?? 'unknown CPU'}, ${cores.length} cores, load average ${load.toFixed(1)}, Node ${process.versions.node}`
}

/** Rows of a Markdown table; the first is the heading. */
export function table([heading = [], ...rows]: (string | number)[][]): string[] {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(heading), `|${'---|'.repeat(heading.length)}`, ...rows.map(line)]
}

/** A whole number with separators. */
export function whole(n: number): string {
  return Math.round(n).toLocaleString('en')
}
