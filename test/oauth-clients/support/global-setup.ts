import type { TestProject } from 'vitest/node'
import { startLatchkey } from '../../browser/support/latchkey.ts'
import { provide } from '../../conformance/support/global-setup.ts'
import { freePort, prepare } from '../../conformance/support/instance.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the protected resource, which the instance must know. */
    resource: string
  }
}

/** Starts one instance with setup completed for all files. */
export default async function setup(project: TestProject) {
  const base = await prepare()
  const resource = `http://localhost:${await freePort()}/mcp`
  project.provide('resource', resource)
  const settings = { OAUTH: 'on', RESOURCES: resource, CIMD: 'any' }
  return provide(project, base, await startLatchkey(base, settings))
}
