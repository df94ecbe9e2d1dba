import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Milliseconds between two lines in a log. */
const inLog = 10_000
/** Milliseconds between two counts, and between two lines on a terminal. */
const interval = 200

/**
 * Shows the number of installed packages while npm works, which prints nothing for minutes.
 * @param {string} directory the folder with the package-lock.json
 * @returns {() => { present: number, free: number }} ends the display, and returns the highest number of packages and the
 *   least free space in bytes
 */
export function showProgress(directory) {
  const paths = pathsIn(directory)
  const startedAt = Date.now()
  const isTerminal = process.stderr.isTTY
  let most = 0
  let least = Number.POSITIVE_INFINITY
  let shownAt = startedAt

  function look() {
    const present = paths.filter((path) => existsSync(join(directory, path, 'package.json')))
    most = Math.max(most, present.length)
    least = Math.min(least, freeIn(directory), freeIn(homedir()))
    return present.length
  }

  function show() {
    const present = look()
    const now = Date.now()
    if (!isTerminal && now - shownAt < inLog) return
    shownAt = now
    const seconds = Math.round((now - startedAt) / 1000)
    const line = `  ${present} of ${paths.length} packages, ${seconds} s`
    process.stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`)
  }

  const timer = setInterval(show, interval)
  return () => {
    clearInterval(timer)
    look()
    if (isTerminal) process.stderr.write('\r\u001b[K')
    return { present: most, free: least }
  }
}

/**
 * Free bytes on the disk of a directory; Infinity if the system does not report them.
 * @param {string} directory
 */
export function freeIn(directory) {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/**
 * Paths of the packages that this machine installs.
 * @param {string} directory
 * @returns {string[]}
 */
function pathsIn(directory) {
  /** @type {{ packages: Record<string, Locked> }} */
  const { packages } = JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8'))
  return Object.entries(packages)
    .filter(
      ([, { integrity, os, cpu, libc = ['glibc'] }]) =>
        integrity && takes(os, 'platform') && takes(cpu, 'arch') && libc.includes('glibc'),
    )
    .map(([path]) => path)
}

/** @typedef {{ integrity?: string, os?: string[], cpu?: string[], libc?: string[] }} Locked */

/**
 * @param {string[] | undefined} list
 * @param {'platform' | 'arch'} fact
 */
function takes(list, fact) {
  return list === undefined || list.includes(process[fact])
}
