import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { root, run as runProgram } from '../../bootstrap/process.mjs'
import { committedFiles } from '../../ci/committed-files.ts'

const site = join(root, 'site')

/**
 * Builds the documentation as a site, or serves it. The pages are the Markdown files of the repository, unchanged.
 * @returns the exit code, which is not 0 if a link is dead
 */
export async function run({ values }: Arguments<'docs'>): Promise<number> {
  await install(site)
  await copyPages()
  const vitepress = join(site, 'node_modules/vitepress/bin/vitepress.js')
  const args = values.serve ? ['dev', site, '--port', values.port ?? '5174'] : ['build', site]
  const { code } = await runProgram(node, [vitepress, ...args], { show: true })
  if (code === 0 && !values.serve) console.log('The site is in site/dist.')
  return code
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

function isPage(file: string): boolean {
  return /\.md$|^docs\/screenshots\//.test(file) && !/^(test|client|site)\//.test(file)
}
