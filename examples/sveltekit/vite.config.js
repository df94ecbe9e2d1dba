import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import latchkey from 'latchkey/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [latchkey(), sveltekit({ adapter: adapter() })] })
