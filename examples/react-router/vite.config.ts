import { reactRouter } from '@react-router/dev/vite'
import latchkey from 'latchkey/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [latchkey(), reactRouter()],
  // Vite finds them only when it loads a page, and would load that page again.
  optimizeDeps: { include: ['latchkey/client', 'latchkey/react'] },
})
