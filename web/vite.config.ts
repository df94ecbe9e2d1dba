import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A prefix of their own: beside another app on the same host, nothing of that is taken.
    assetsDir: 'auth/assets',
    // The content policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    target: 'baseline-widely-available',
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
})
