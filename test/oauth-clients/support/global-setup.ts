import type { TestProject } from 'vitest/node'
import { startLatchkey } from '../../browser/support/latchkey.ts'
import { provide } from '../../conformance/support/global-setup.ts'
import { freePort, prepare } from '../../conformance/support/instance.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The port of the protected resource, whose URL the instance must know. */
    resourcePort: number
  }
}

/** Starts one instance with setup completed for all files. */
export default async function setup(project: TestProject) {
  const base = await prepare()
  const port = await freePort()
  project.provide('resourcePort', port)
  const resource = `http://localhost:${port}/mcp`
  const settings = { OAUTH: 'on', RESOURCES: resource }
  return provide(project, base, await startLatchkey(base, settings))
}
