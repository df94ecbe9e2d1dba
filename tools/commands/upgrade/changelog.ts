/** One item of CHANGELOG.md. */
export interface Entry {
  /** The version of its section, or `Unreleased`. */
  version: string
  /** The heading above it: Upgrade, Added, Changed, … */
  kind: string
  /** On one line. A link in parentheses is its target, any other link its text. */
  text: string
}

/**
 * The items of a changelog in the form of Keep a Changelog.
 * @param markdown its text
 */
export function entriesOf(markdown: string): Entry[] {
  return markdown.split(/^## /m).flatMap((section) => {
    const [, version] = /^\[(.+?)\]/.exec(section) ?? []
    if (version === undefined) return []
    const [, ...kinds] = section.split(/^### /m)
    return kinds.flatMap((block) => {
      const [kind = ''] = block.split('\n')
      return itemsOf(block).map((text) => ({ version, kind, text }))
    })
  })
}

/** The items of a list. An item continues on indented lines. */
function itemsOf(block: string): string[] {
  return [...block.matchAll(/^- (.+(?:\n {2}.+)*)/gm)].map(([, item = '']) =>
    item
      .replace(/\n +/g, ' ')
      .replace(/\(\[[^\]]+\]\(([^)]*)\)\)/g, '($1)')
      .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1'),
  )
}

/**
 * The entries of later versions that a previous version does not have. Its changelog may have some of them already: a commit
 * between two versions has a part.
 * @param before the entries in the changelog of the previous version, if it is known
 */
export function newEntries(entries: Entry[], previous: string, before: Entry[]): Entry[] {
  const known = new Set(before.map(({ text }) => text))
  return entries.filter(({ version, text }) => isLater(version, previous) && !known.has(text))
}

/** Compares versions without a pre-release, such as 0.10.0. `Unreleased` is later than any. */
function isLater(version: string, other: string): boolean {
  if (version === 'Unreleased') return true
  return version.localeCompare(other, 'en', { numeric: true }) > 0
}
