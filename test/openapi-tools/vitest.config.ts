import { defineConfig } from 'vitest/config'
import { patience } from '../support/patience.ts'

/** Separate from vitest.config.ts: these tests require packages that `npm install` does not install. */
export default defineConfig({
  test: {
    name: 'openapi-tools',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    ...patience,
  },
})
