import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'
import equivalent from './equivalent.json' with { type: 'json' }

/** A file with one weakened guard. */
export interface Mutant {
  /** From 1. */
  line: number
  title: string
  text: string
}

/**
 * One mutant for each way to weaken each guard of a file, except on the lines where a part of equivalent.json begins:
 * those mutants change nothing that a test could see.
 */
export function mutantsOf(file: string): Mutant[] {
  const whole = readFileSync(join(root, file), 'utf8')
  const lines = whole.split('\n')
  const skipped = equivalent
    .filter((each) => each.file === file)
    .map(({ part }) => whole.split(part)[0]?.split('\n').length)
  return lines.flatMap((source, index) =>
    weakened(source)
      .filter(({ changed }) => changed !== source && !skipped.includes(index + 1))
      .map(({ how, changed }) => ({
        line: index + 1,
        title: `${how}: ${source.trim()}`,
        text: lines.with(index, changed).join('\n'),
      })),
  )
}

function weakened(source: string): { how: string; changed: string }[] {
  const guard = /^(\s*(?:\} else )?if \()(.+)(\) (?:throw|return|\{).*)$/.exec(source)
  if (guard) {
    const [, before, condition, after] = guard
    return [{ how: 'never', changed: `${before}false as boolean && (${condition})${after}` }]
  }
  const check = /^(\s*check\()(.+, '\w+'\))$/.exec(source)
  if (check) return [{ how: 'never', changed: `${check[1]}true || ${check[2]}` }]
  // A condition of a statement, alone on its line.
  const condition =
    /^(\s*)((?:eq|ne|gt|lt|lte|isNull|inArray)\(.*\)|sql`.*(?: [<>=]+ | is null|exists ).*`),$/.exec(
      source,
    )
  if (condition && !/\.as\(|case when/.test(source)) {
    return [{ how: 'left out', changed: `${condition[1]}sql\`true\`,` }]
  }
  // A comparison inside SQL.
  if (/sql`|^\s+(?:where|and|or|select) |is (?:not )?null/.test(source)) {
    return [
      { how: 'loosened', changed: source.replace(/ is null/, ' is not null') },
      { how: 'loosened', changed: source.replace(/(?<!=) <= /, ' >= ') },
      { how: 'inverted', changed: source.replace(/not exists/, 'exists') },
    ]
  }
  return []
}
