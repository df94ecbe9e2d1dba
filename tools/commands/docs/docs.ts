import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { root, run as runProgram } from '../../bootstrap/process.mjs'
import { committedFiles } from '../../ci/committed-files.ts'
import { deadLinksOf } from './dead-links.ts'

const site = join(root, 'site')

/**
 * Builds the documentation as a site, or serves it. The pages are the Markdown files of the repository, unchanged.
 * @returns the exit code, which is not 0 if a link is dead
 */
export async function run({ values }: Arguments<'docs'>): Promise<number> {
  await install(site)
  await copyPages()
  copyMermaid()
  const vitepress = join(site, 'node_modules/vitepress/bin/vitepress.js')
  const args = values.serve ? ['dev', site, '--port', values.port ?? '5174'] : ['build', site]
  const { code } = await runProgram(node, [vitepress, ...args], { show: true })
  if (code !== 0 || values.serve) return code
  const dead = deadLinksOf(join(site, 'dist'))
  for (const link of dead) console.error(`Dead link: ${link}`)
  if (dead.length > 0) return 1
  console.log('The site is in site/dist.')
  return 0
}

/** The pages need the packages of the site, which are found from its folder only. */
async function copyPages(): Promise<void> {
  const pages = join(site, 'pages')
  rmSync(pages, { recursive: true, force: true })
  for (const file of (await committedFiles()).filter(isPage)) {
    mkdirSync(dirname(join(pages, file)), { recursive: true })
    cpSync(join(root, file), join(pages, file))
  }
}

/** The modules of Mermaid, as its package has them: to bundle them took as long as the rest of the site. */
function copyMermaid(): void {
  const dist = join(site, 'node_modules/mermaid/dist')
  const copy = join(site, 'pages/public/mermaid')
  for (const part of ['mermaid.esm.min.mjs', 'chunks/mermaid.esm.min']) {
    cpSync(join(dist, part), join(copy, part), {
      recursive: true,
      filter: (file) => !file.endsWith('.map'),
    })
  }
}

function isPage(file: string): boolean {
  return /\.md$|^docs\/screenshots\//.test(file) && !/^(test|client|site)\//.test(file)
}
