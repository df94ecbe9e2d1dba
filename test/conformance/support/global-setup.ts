import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { type Instance, migrated, start } from './instance.ts'
import { type Person, Service } from './service.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty, migrated database to copy. */
    template: string
    /** The instance most tests share: all APIs, open registration, set up. */
    main: Instance
    /** Its first administrator. */
    root: Person
  }
}

/** Builds and starts the service once for all files, and stops it. */
export default async function setup(project: TestProject) {
  const template = await migrated()
  const running = await start(template)
  const { stop, ...main } = running
  project.provide('template', template)
  project.provide('main', main)
  project.provide('root', await new Service(main).setUp())
  return async () => {
    await stop()
    rmSync(template, { recursive: true, force: true })
  }
}
