import { afterAll, beforeAll, inject } from 'vitest'
import { type Running, start } from './instance.ts'
import { Service } from './service.ts'

/**
 * For a file, or a describe, that needs settings or a database of its own: an instance that runs while its tests
 * do, with other Workers in front where `configs` names some. Call the result inside tests and hooks only.
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
