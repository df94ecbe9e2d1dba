import { readdirSync, readFileSync } from 'node:fs'

/** The clock tick of /proc, USER_HZ, is a hundredth of a second on every Linux that Node runs on. */
const tick = 10

/** Ids of our child processes of this name; none where there is no /proc. */
export function processes(name) {
  return proc('.')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const stat = statOf(pid)
      return stat?.name === name && stat.parent === process.pid
    })
}

/** Milliseconds of CPU that a process has used, its own and the kernel's for it; NaN where that is not told. */
export function cpuOf(pid) {
  return statOf(pid)?.cpu ?? Number.NaN
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may hold anything.
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

function proc(path) {
  try {
    return readdirSync(`/proc/${path}`)
  } catch {
    return []
  }
}
