import { defineConfig } from 'vitest/config'

/** Apart from the projects of vitest.config.ts: these tests want a Chromium, which npm install does not bring. */
export default defineConfig({
  test: {
    name: 'browser',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['support/global-setup.ts'],
    silent: 'passed-only',
    // Each wants a browser and the Worker to itself; more than two at a time only wait for one another.
    maxWorkers: 2,
    // A real browser on a busy machine may be a moment late. What fails twice is broken.
    retry: 1,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
})
