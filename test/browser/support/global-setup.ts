import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { provide } from '../../conformance/support/global-setup.ts'
import { prepare } from '../../conformance/support/instance.ts'
import { chromiumFlags, findChromium } from './chromium.ts'
import { plainHost, startLatchkey } from './latchkey.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The WebSocket endpoint of the shared browser. */
    browser: string
  }
}

/** Starts one browser, and one instance with setup completed, for all files. */
export default async function setup(project: TestProject) {
  const executablePath = findChromium()
  const base = await prepare()
  const instance = await startLatchkey(base)
  const browser = await chromium.launchServer({
    executablePath,
    args: [...chromiumFlags, `--host-resolver-rules=MAP ${plainHost} 127.0.0.1`],
  })
  project.provide('browser', browser.wsEndpoint())
  return provide(project, base, instance, () => browser.close())
}
