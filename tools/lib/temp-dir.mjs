import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Linux keeps this in memory. */
const memory = '/dev/shm'
/** Bytes that must be free in it: containers often have little. */
const enough = 2 ** 30

/**
 * A directory for all that tests write, databases above all, gone when this process ends. It is in memory where it can
 * be: a fifth of the tests' time would be waiting for a disk. What is started from here finds it as TMPDIR.
 */
export function scratchDirectory() {
  const directory = mkdtempSync(join(isRoomy() ? memory : tmpdir(), 'latchkey-test-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  process.env.TMPDIR = directory
  return directory
}

function isRoomy() {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > enough
  } catch {
    return false
  }
}
