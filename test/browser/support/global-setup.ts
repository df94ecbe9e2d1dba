import type { TestProject } from 'vitest/node'
import { provide } from '../../conformance/support/global-setup.ts'
import { prepare } from '../../conformance/support/instance.ts'
import { findChromium } from './chromium.ts'
import { startLatchkey } from './latchkey.ts'

/** Starts one instance with setup completed for all files. */
export default async function setup(project: TestProject) {
  // Fails before anything starts.
  findChromium()
  const base = await prepare()
  return provide(project, base, await startLatchkey(base, { CIMD: 'any' }))
}
