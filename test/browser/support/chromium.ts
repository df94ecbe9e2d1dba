import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What the packages of Debian, Ubuntu, Fedora and Google call it. */
const names = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * The system's Chromium: playwright-core brings none.
 * @throws Error that says how to install it
 */
export function findChromium(): string {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const found = names
    .flatMap((name) => directories.map((directory) => join(directory, name)))
    .find(isExecutable)
  if (found) return found
  throw new Error(
    `No ${names.join(', ')} on the PATH. On Debian: apt-get install --no-install-recommends chromium`,
  )
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
