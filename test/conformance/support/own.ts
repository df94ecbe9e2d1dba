import { afterAll, beforeAll, inject } from 'vitest'
import { type Running, start } from './instance.ts'
import { Service } from './service.ts'

/**
 * A separate instance for a file or a describe that needs its own settings or database. It runs during the tests, behind
 * the other Workers of `configs`, if there are any. Call the result inside tests and hooks only.
 */
export function ownService(
  settings: Record<string, string> = {},
  configs: string[] = [],
): () => Service {
  let running: Running | undefined
  beforeAll(async () => {
    running = await start(inject('base'), settings, configs)
  })
  afterAll(() => running?.stop())
  return () => {
    if (!running) throw new Error('the service has not started')
    return new Service(running)
  }
}
