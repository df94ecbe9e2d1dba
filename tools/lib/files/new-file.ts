import { openSync, rmSync } from 'node:fs'
import { atExit } from '../../bootstrap/process.mjs'

/** A file that is being written. */
interface NewFile {
  descriptor: number
  /** The file is complete: it stays when this process ends. */
  keep(): void
  remove(): void
}

/**
 * Creates a file that only this user can read. It is removed if this process ends before `keep`, also by a signal.
 * @throws Error if there is such a file
 */
export function newFile(file: string): NewFile {
  let isOurs = false
  const remove = () => {
    if (isOurs) rmSync(file, { force: true })
  }
  // Before the file is created: until then, a signal ends this process at once.
  const keep = atExit(remove)
  const descriptor = openSync(file, 'wx', 0o600)
  isOurs = true
  return { descriptor, keep, remove }
}
