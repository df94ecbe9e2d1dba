import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

interface Link {
  /** The page with the link, as a path in the site. */
  page: string
  target: string
}

/**
 * The links of a built site that lead nowhere: to a missing file of the site, or to an anchor that its page does not have. Links to
 * other hosts are not checked.
 * @param site the folder with the files of the site
 * @returns `page: target` for each
 */
export function deadLinksOf(site: string): string[] {
  const files = readdirSync(site, { recursive: true, encoding: 'utf8' })
  const pages = files.filter((name) => name.endsWith('.html'))
  const texts = new Map(pages.map((page) => [page, readFileSync(join(site, page), 'utf8')]))
  const anchors = new Map([...texts].map(([page, text]) => [page, anchorsIn(text)]))
  const isDead = ({ page, target }: Link) => {
    const { pathname, hash } = new URL(target, `https://site.test/${page}`)
    const file = fileOf(site, decodeURIComponent(pathname))
    if (file === undefined) return true
    return hash !== '' && anchors.get(file)?.has(decodeURIComponent(hash.slice(1))) === false
  }
  return [...texts]
    .flatMap(([page, text]) => targetsIn(text).map((target) => ({ page, target })))
    .filter(isDead)
    .map(({ page, target }) => `${page}: ${target}`)
}

/** The file that a server sends for a path; undefined if there is none. */
function fileOf(site: string, path: string): string | undefined {
  const name = path.slice(1)
  const candidates = [name, `${name}.html`, join(name, 'index.html')]
  return candidates.find(
    (each) => existsSync(join(site, each)) && statSync(join(site, each)).isFile(),
  )
}

function anchorsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => decodeEntities(id)))
}

/** What a page links to or shows, on its own host. */
function targetsIn(html: string): string[] {
  const targets = [...html.matchAll(/<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g)]
  return targets
    .map(([, target = '']) => decodeEntities(target))
    .filter((target) => target !== '' && !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(target))
}

function decodeEntities(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
}
