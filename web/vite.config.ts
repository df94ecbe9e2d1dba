import { defineConfig } from 'vite'

export default defineConfig({
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
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
})
