import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Linux keeps this folder in memory. */
const memory = '/dev/shm'
/** Bytes that must be free in it: containers often have little. */
const enough = 2 ** 30

/**
 * Makes a folder that is removed when this process ends.
 * @param name part of the folder's name
 */
export function tempDir(name: string, parent = tmpdir()): string {
  const directory = mkdtempSync(join(parent, `latchkey-${name}-`))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/**
 * Makes a folder for everything that tests write, databases above all, and makes it the TMPDIR of the programs that we start.
 * It is in memory if there is room, because the tests would wait for the disk a fifth of their time.
 */
export function testTempDir(name = 'test'): string {
  const directory = tempDir(name, isRoomy() ? memory : tmpdir())
  process.env.TMPDIR = directory
  return directory
}

function isRoomy(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > enough
  } catch {
    return false
  }
}
