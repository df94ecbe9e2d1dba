import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { type Instance, prepare, start } from './instance.ts'
import { type Person, Service } from './service.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where instances of this run are kept. */
    base: string
    /** The instance most tests share: all APIs, open registration, set up. */
    main: Instance
    /** Its first administrator. */
    root: Person
  }
}

/** Builds and starts the service once for all files, and stops it. */
export default async function setup(project: TestProject) {
  const base = await prepare()
  const { stop, ...main } = await start(base)
  const teardown = async () => {
    await stop()
    rmSync(base, { recursive: true, force: true })
  }
  project.provide('base', base)
  project.provide('main', main)
  try {
    project.provide('root', await new Service(main).setUp())
  } catch (error) {
    // Nobody else would: a set-up that throws has no teardown.
    await teardown()
    throw error
  }
  return teardown
}
