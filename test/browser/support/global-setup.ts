import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { Service } from '../../conformance/support/service.ts'
import { findChromium } from './chromium.ts'
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
  const base = mkdtempSync(join(tmpdir(), 'latchkey-browser-'))
  const { stop, ...main } = await startLatchkey(base)
  const browser = await chromium.launchServer({
    executablePath,
    args: [`--host-resolver-rules=MAP ${plainHost} 127.0.0.1`],
  })
  const teardown = async () => {
    await Promise.all([browser.close(), stop()])
    rmSync(base, { recursive: true, force: true })
  }
  project.provide('base', base)
  project.provide('main', main)
  project.provide('browser', browser.wsEndpoint())
  try {
    project.provide('root', await new Service(main).setUp())
  } catch (error) {
    // Vitest runs no teardown if the setup throws.
    await teardown()
    throw error
  }
  return teardown
}
