import node from '@astrojs/node'
import { defineConfig } from 'astro/config'
import latchkey from 'latchkey/vite'

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  vite: { plugins: [latchkey()] },
})
