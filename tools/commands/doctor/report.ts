import type { Finding } from './finding.ts'

/** Findings by the title of what was checked. */
export type Report = Record<string, Finding[]>

/** One line per finding, under a title for each part of the report. */
export function asText(report: Report): string {
  const parts = Object.entries(report).map(([title, findings]) =>
    [title, ...findings.map(line)].join('\n'),
  )
  const { dangers, notes } = counts(report)
  return `${parts.join('\n\n')}\n\nDangers: ${dangers}, notes: ${notes}`
}

function line({ level, message, fix }: Finding): string {
  return `  ${level.padEnd(6)}  ${[message, fix].filter(Boolean).join(' ')}`
}

/** The same report for programs, which branch on `check` and `level`. */
export function asJson(report: Report): string {
  const findings = Object.entries(report).flatMap(([about, found]) =>
    found.map((finding) => ({ about, ...finding })),
  )
  return JSON.stringify({ ...counts(report), findings }, null, 2)
}

/** 1 if there is a danger, otherwise 0. */
export function exitCode(report: Report): number {
  return counts(report).dangers > 0 ? 1 : 0
}

function counts(report: Report): { dangers: number; notes: number } {
  const levels = Object.values(report).flatMap((findings) => findings.map(({ level }) => level))
  const count = (level: Finding['level']) => levels.filter((each) => each === level).length
  return { dangers: count('danger'), notes: count('note') }
}
