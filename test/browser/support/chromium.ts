import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { plainHost } from './latchkey.ts'

/**
 * Features that only cost time. A browser window, which every context opens, loads two pages for the list below its address
 * bar: as long as the page of a test takes. A renderer in reserve is rarely used here.
 */
const unused = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'SpareRendererForSitePerProcess']

/** Those that Playwright disables, as far as tests here need it: only the last --disable-features counts. */
const disabled = [
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

/** Arguments of Chromium. */
export const chromiumFlags = [
  `--disable-features=${[...disabled, ...unused].join(',')}`,
  `--host-resolver-rules=MAP ${plainHost} 127.0.0.1`,
]

/**
 * Names of the executable in the packages of Debian, Ubuntu, Fedora and Google. The first one has no windows, so its contexts
 * take half the time.
 */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

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
