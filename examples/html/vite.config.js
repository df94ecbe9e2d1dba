import latchkey from 'latchkey/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [latchkey()],
  build: { rolldownOptions: { input: ['index.html', 'sign-in.html'] } },
})
