import { afterAll, beforeAll, inject } from 'vitest'
import { type Running, start } from './instance.ts'
import { Service } from './service.ts'

/**
 * For a file, or a describe, that needs settings or a database of its own: an instance that runs while its tests
 * do. Call the result inside tests and hooks only.
 */
export function ownService(settings: Record<string, string> = {}): () => Service {
  let running: Running | undefined
  beforeAll(async () => {
    running = await start(inject('base'), settings)
  })
  afterAll(() => running?.stop())
  return () => {
    if (!running) throw new Error('the service has not started')
    return new Service(running)
  }
}
