import { defineConfig } from 'vitest/config'

/** Apart from the projects of vitest.config.ts: these tests want packages that npm install does not bring. */
export default defineConfig({
  test: {
    name: 'openapi-tools',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
