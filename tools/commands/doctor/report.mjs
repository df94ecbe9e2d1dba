/** Nothing to do. */
export const ok = (check, found) => ({ level: 'ok', check, found })

/** Worth knowing; nobody is in danger. `mend` says what to do, if anything. */
export const note = (check, found, mend) => finding('note', check, found, mend)

/** Somebody could be harmed, or nothing works. */
export const danger = (check, found, mend) => finding('danger', check, found, mend)

function finding(level, check, found, mend) {
  return { level, check, found, ...(mend && { mend }) }
}

/**
 * One line per finding, under a title for each thing that was looked at.
 * @param {Record<string, object[]>} looks
 */
export function asText(looks) {
  const parts = Object.entries(looks).map(([title, findings]) =>
    [title, ...findings.map(line)].join('\n'),
  )
  const { dangers, notes } = counts(looks)
  return `${parts.join('\n\n')}\n\nDangers: ${dangers}, notes: ${notes}`
}

function line({ level, found, mend }) {
  return `  ${level.padEnd(6)}  ${[found, mend].filter(Boolean).join(' ')}`
}

/** The same for programs, which branch on `check` and `level`. */
export function asJson(looks) {
  const findings = Object.entries(looks).flatMap(([about, found]) =>
    found.map((each) => ({ about, ...each })),
  )
  return JSON.stringify({ ...counts(looks), findings }, null, 2)
}

/** 1 where anything is dangerous. */
export function exitCode(looks) {
  return counts(looks).dangers > 0 ? 1 : 0
}

function counts(looks) {
  const levels = Object.values(looks).flatMap((findings) => findings.map(({ level }) => level))
  const count = (wanted) => levels.filter((level) => level === wanted).length
  return { dangers: count('danger'), notes: count('note') }
}
