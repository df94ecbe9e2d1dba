import { config, type core } from 'zod/mini'

// Mini is Zod as functions that a bundler can leave out, half as large; it brings no words for what is wrong with a value.
config({ localeError: sentenceOf })

export * from 'zod/mini'

const kinds: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

/** What is wrong with a value, as the end of a sentence that begins with its name. */
function sentenceOf(issue: core.$ZodRawIssue): string {
  if (issue.input === undefined) return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${listed(issue.values.map((value) => JSON.stringify(value)))}`
    case 'too_small':
      return `must ${bound(issue.origin, 'at least', issue.minimum)}`
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', issue.maximum)}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `must not have ${listed(issue.keys)}`
    case 'invalid_format':
      if (issue.format === 'datetime') return 'must be a date and time such as 2026-01-31T12:00:00Z'
  }
  return 'does not have the right form'
}

const units: Record<string, string> = { string: 'character', array: 'item' }

function bound(origin: string, which: string, count: number | bigint): string {
  const unit = units[origin]
  return unit
    ? `have ${which} ${count} ${unit}${Number(count) === 1 ? '' : 's'}`
    : `be ${which} ${count}`
}

/** `a`, `a or b`, `a, b or c`. */
function listed(words: string[]): string {
  return words.join(', ').replace(/, (?!.*, )/, ' or ')
}
