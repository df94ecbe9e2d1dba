import { join } from 'node:path'
import { defineConfig } from 'vite'
import { describeApi } from './api-texts-plugin.ts'
import { bundledPackages } from './bundled-packages-plugin.ts'
import { commonPasswords } from './common-passwords-plugin.ts'
import { languages } from './languages-plugin.ts'

export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A separate prefix: no collision with the assets of another app on the same host.
    assetsDir: 'auth/assets',
    // The content security policy forbids inline content.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'baseline-widely-available',
    // The first versions with light-dark(). Its replacement for older ones cannot follow COLOR_SCHEME.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      // One script for everything that the sign-in page needs: each further request costs more than its bytes.
      output: {
        codeSplitting: {
          groups: [{ name: 'pages', tags: ['$initial'], test: /\.tsx?$|node_modules/ }],
        },
      },
      input: [
        join(import.meta.dirname, 'index.html'),
        join(import.meta.dirname, 'unavailable.html'),
      ],
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [languages(), commonPasswords(), describeApi(), bundledPackages()],
})
