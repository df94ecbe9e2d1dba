import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Milliseconds between two lines where nobody watches, such as in a build's log. */
const inLog = 10_000
/** Milliseconds between two looks, and between two lines on a terminal. */
const interval = 200

/**
 * Shows how many packages are there while npm installs them, which it does for minutes without a word.
 * @param {string} directory that has the package-lock.json
 * @returns {() => { present: number, free: number }} ends it, and gives how many were there at most, and the bytes that were
 *   free at least
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

/** Bytes that are free where a directory is; infinitely many where the system does not say. */
export function freeIn(directory) {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** Where the packages will lie that this machine takes. */
function pathsIn(directory) {
  const { packages } = JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8'))
  return Object.entries(packages)
    .filter(
      ([, { integrity, os, cpu, libc = ['glibc'] }]) =>
        integrity && takes(os, 'platform') && takes(cpu, 'arch') && libc.includes('glibc'),
    )
    .map(([path]) => path)
}

function takes(list, fact) {
  return list === undefined || list.includes(process[fact])
}
