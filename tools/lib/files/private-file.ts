import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../../bootstrap/process.mjs'

/** Writes a file that only this user can read, and removes it after `use`, also when the process is ended. */
export async function withPrivateFile<T>(
  name: string,
  text: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  const done = atExit(remove)
  try {
    const file = join(directory, name)
    writeFileSync(file, text, { mode: 0o600 })
    return await use(file)
  } finally {
    remove()
    done()
  }
}
