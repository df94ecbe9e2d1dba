import { basename, join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { root } from '../../../tools/bootstrap/process.mjs'

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta name="viewport" content="width=device-width">
    <title>Sign in to Notes</title>
    <script type="module" src="/app/elements.js"></script>
  </head>
  <body><main><h1>Sign in to Notes</h1><latchkey-sign-in next="/auth/account"></latchkey-sign-in></main></body>
</html>`
const policy = "default-src 'self'; require-trusted-types-for 'script'"

/** The scripts of the elements by name, as an application's bundler writes them. */
let built: Promise<Map<string, string>> | undefined

async function bundle(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'client/elements/elements.ts')],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'app',
    write: false,
  })
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
}

/** Opens a page of an app with `<latchkey-sign-in>`, on the origin of the instance and under a strict policy. */
export async function openElementPage(page: Page): Promise<void> {
  built ??= bundle()
  const scripts = await built
  await page.route('**/app/*', (route) => {
    const script = scripts.get(basename(route.request().url()))
    return script
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({
          contentType: 'text/html',
          headers: { 'Content-Security-Policy': policy },
          body: html,
        })
  })
  await page.goto('/app/')
}
