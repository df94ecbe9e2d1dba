import { join } from 'node:path'
import { defineConfig } from 'vite'
import { languages } from './languages-plugin.ts'

export default defineConfig(({ mode }) => ({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A separate prefix: no collision with the assets of another app on the same host.
    assetsDir: 'auth/assets',
    // The content security policy forbids inline content.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    target: 'baseline-widely-available',
    rolldownOptions: {
      input: [
        join(import.meta.dirname, 'index.html'),
        join(import.meta.dirname, 'unavailable.html'),
      ],
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [languages(mode === 'pseudo')],
}))
