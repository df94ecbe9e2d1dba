import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DefaultTheme, defineConfig } from 'vitepress'
import { anchorOf } from '../../tools/ci/markdown-links.ts'
import { repositoryLinks } from './repository-links.ts'

const root = join(import.meta.dirname, '../..')

/** The pages of the guide, in the order of someone who adopts Latchkey. A page that is missing here is in the last group. */
const guide: Record<string, string[]> = {
  'Get started': [
    'README',
    'docs/comparison',
    'docs/deploying',
    'docs/staging',
    'docs/doctor',
    'docs/import',
  ],
  Guides: pagesIn('docs/guides'),
  'Move in and out': [...pagesIn('docs/migrating'), 'docs/leaving'],
  Features: [
    ...['docs/second-factors', 'docs/passkeys', 'docs/branding', 'docs/emails'],
    ...['docs/oauth', 'docs/tokens', 'docs/service-binding', 'docs/client'],
  ],
  Reference: [
    'docs/api',
    'docs/contract',
    'docs/security',
    'docs/glossary',
    'docs/documents/README',
  ],
  Operate: [
    ...['docs/upgrading', 'docs/versioning', 'CHANGELOG', 'SECURITY'],
    ...['docs/slo', 'docs/logs', 'docs/performance', 'docs/costs', 'docs/evidence'],
  ],
  Runbooks: pagesIn('docs/runbooks'),
  Develop: ['CONTRIBUTING', 'docs/architecture', 'docs/platform-facts', 'decisions/README'],
  Examples: ['', ...readdirSync(join(root, 'examples'))]
    .map((name) => join('examples', name, 'README'))
    .filter((page) => existsSync(join(root, `${page}.md`))),
}
const listed = Object.values(guide).flat()
const more = pagesIn('docs').filter((page) => !listed.includes(page))

/** The sources are copies of the repository's Markdown files (tools/commands/docs), which read the same on GitHub. */
export default defineConfig({
  title: 'Latchkey',
  description: 'One Cloudflare Worker that signs users in',
  srcDir: 'pages',
  outDir: './dist',
  cacheDir: './node_modules/.cache',
  cleanUrls: true,
  rewrites: { 'README.md': 'index.md', ':path(.*)/README.md': ':path/index.md' },
  // A dead link is an error.
  ignoreDeadLinks: 'localhostLinks',
  markdown: {
    // The anchors of GitHub, which links in the pages name.
    anchor: { slugify: anchorOf },
    config(markdown) {
      repositoryLinks(markdown)
      const render = markdown.renderer.rules.fence
      markdown.renderer.rules.fence = (tokens, index, ...rest) => {
        const { info, content } = tokens[index] ?? { info: '', content: '' }
        if (info.trim() === 'mermaid') return `<Diagram source="${encodeURIComponent(content)}" />`
        return render?.(tokens, index, ...rest) ?? ''
      }
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/' },
      { text: 'API', link: '/docs/api' },
      { text: 'Decisions', link: '/decisions/' },
      { text: 'Changelog', link: '/CHANGELOG' },
    ],
    sidebar: {
      '/decisions/': [group('Decisions', pagesIn('decisions'))],
      '/': [
        ...Object.entries(guide).map(([text, pages]) => group(text, pages)),
        ...(more.length > 0 ? [group('More', more)] : []),
      ],
    },
  },
})

function group(text: string, pages: string[]): DefaultTheme.SidebarItem {
  return { text, items: pages.map((page) => ({ text: titleOf(page), link: linkOf(page) })) }
}

/** The pages of a folder, the overview first. */
function pagesIn(folder: string): string[] {
  const pages = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.slice(0, -'.md'.length)}`)
  const overview = `${folder}/README`
  return [
    ...pages.filter((page) => page === overview),
    ...pages.filter((page) => page !== overview),
  ]
}

function titleOf(page: string): string {
  const [, title = page] = /^# (.+)/m.exec(readFileSync(join(root, `${page}.md`), 'utf8')) ?? []
  return page === 'README' ? 'Introduction' : title.replaceAll('`', '')
}

function linkOf(page: string): string {
  return `/${page}`.replace(/README$/, '')
}
