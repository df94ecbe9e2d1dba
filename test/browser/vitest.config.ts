import { defineConfig } from 'vitest/config'
import { patience } from '../support/patience.ts'

/** Separate from vitest.config.ts: these tests require Chromium, which npm does not install. */
export default defineConfig({
  test: {
    name: 'browser',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['support/global-setup.ts'],
    silent: 'passed-only',
    // No file changes what it imports; loading it again for each takes a second.
    isolate: false,
    // More than two files at a time only slow each other down.
    maxWorkers: 2,
    // A browser on a busy machine may be slow. A test that fails twice is broken.
    retry: 1,
    ...patience,
  },
})
