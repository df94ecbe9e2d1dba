import { defineConfig } from 'vitest/config'

/** Separate from vitest.config.ts: these tests require packages that `npm install` does not install. */
export default defineConfig({
  test: {
    name: 'openapi-tools',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
