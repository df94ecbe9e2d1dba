import { defineConfig } from 'vitest/config'
import { patience } from '../support/patience.ts'

/** Separate from vitest.config.ts: these tests require packages that `npm install` does not install. */
export default defineConfig({
  test: {
    name: 'oauth-clients',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['support/global-setup.ts'],
    silent: 'passed-only',
    // More than two files at a time only slow each other down.
    maxWorkers: 2,
    // A browser on a busy machine may be slow. A test that fails twice is broken.
    retry: 1,
    ...patience,
  },
})
