import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Names of the executable in the packages of Debian, Ubuntu, Fedora and Google. */
const names = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * Finds the system's Chromium: playwright-core contains no browser.
 * @throws Error with installation instructions if there is none
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
