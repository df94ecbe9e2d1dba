import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds per clock tick in /proc: USER_HZ is 100 on every Linux that Node supports. */
const tick = 10

interface ProcessStat {
  name: string
  parent: number
  cpu: number
}

/** Milliseconds of CPU time, user and system, that a process has used; NaN on a system without /proc. */
export function cpuOf(pid: number | undefined): number {
  return (pid === undefined ? undefined : statOf(pid))?.cpu ?? Number.NaN
}

/** Process ids of our child processes with this name; none on a system without /proc. */
export function childProcesses(name: string): number[] {
  return procEntries()
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const stat = statOf(pid)
      return stat?.name === name && stat.parent === process.pid
    })
}

/** Parses /proc/PID/stat (proc_pid_stat(5)); undefined if the process does not exist. */
function statOf(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name is in parentheses and may itself contain spaces and parentheses.
    const end = text.lastIndexOf(')')
    const fields = text.slice(end + 2).split(' ')
    return {
      name: text.slice(text.indexOf('(') + 1, end),
      parent: Number(fields[1]),
      cpu: (Number(fields[11]) + Number(fields[12])) * tick,
    }
  } catch {
    return undefined
  }
}

function procEntries(): string[] {
  try {
    return readdirSync('/proc')
  } catch {
    return []
  }
}
