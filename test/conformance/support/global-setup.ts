import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import type { Person } from '../../support/requests/client.ts'
import { type Instance, prepare, type Running, start } from './instance.ts'
import { Service } from './service.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The directory of the instances of this run. */
    base: string
    /** The instance that most tests share: all APIs, open registration, setup completed. */
    main: Instance
    /** Its first administrator. */
    root: Person
  }
}

/** Builds and starts the service once for all files, and stops it. */
export default async function setup(project: TestProject) {
  const base = await prepare()
  return provide(project, base, await start(base))
}

/** Provides a running instance, completes its setup, and returns the teardown. */
export async function provide(
  project: TestProject,
  base: string,
  { stop, ...main }: Running,
  stopOthers?: () => Promise<void>,
) {
  const teardown = async () => {
    await Promise.all([stop(), stopOthers?.()])
    rmSync(base, { recursive: true, force: true })
  }
  project.provide('base', base)
  project.provide('main', main)
  try {
    project.provide('root', await new Service(main).setUp())
  } catch (error) {
    // Vitest runs no teardown if the setup throws.
    await teardown()
    throw error
  }
  return teardown
}
