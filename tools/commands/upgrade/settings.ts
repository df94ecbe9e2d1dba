import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'

/**
 * The settings that a text names, with their defaults, in the order of the README's tables.
 * @param text quotes each name with backticks
 */
export function defaultsOf(text: string): { name: string; byDefault: string }[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const rows = readme.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \| .*? \| (.*?) \|/gm)
  return [...rows].flatMap(([, names = '', byDefault = '']) =>
    names
      .replaceAll('`', '')
      .split(', ')
      .filter((name) => text.includes(`\`${name}\``))
      .map((name) => ({ name, byDefault: byDefault.replaceAll('`', '') })),
  )
}
