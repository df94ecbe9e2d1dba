import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

const root = join(import.meta.dirname, '../..')
const pages = join(root, 'site/pages')

/** Where files are that are no pages of the site. */
const repository = 'https://github.com/OWNER/REPOSITORY/blob/main'

/** Makes relative links work on the site: a folder is its README, and a file that is no page is in the repository. */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    const folder = join(root, relative(pages, dirname(env.realPath ?? env.path)))
    const links = tokens.flatMap(({ children }) => children ?? [])
    for (const link of links.filter(({ type }) => type === 'link_open')) {
      const href = link.attrGet('href') ?? ''
      if (!/^([a-z][a-z\d+.-]*:|\/|#)/i.test(href)) link.attrSet('href', targetOf(href, folder))
    }
  })
}

function targetOf(href: string, folder: string): string {
  const [path = '', fragment] = href.split('#')
  const file = join(folder, path)
  const suffix = fragment === undefined ? '' : `#${fragment}`
  if (!existsSync(file)) return href
  const overview = statSync(file).isDirectory() ? join(file, 'README.md') : file
  if (basename(overview) === 'README.md' && existsSync(overview)) {
    // The site has it as the index of its folder.
    const place = relative(root, dirname(overview))
    return `${place === '' ? '' : `/${place}`}/${suffix}`
  }
  return path.endsWith('.md') ? href : `${repository}/${relative(root, file)}${suffix}`
}
