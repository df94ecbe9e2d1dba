import { pattern } from '../../input/pattern.ts'
import { countPieces, isPattern, repeatedUnit } from './patterns.ts'

/** Common passwords, folded. */
export type Blocklist = ReadonlySet<string>

/** The names by which an account is known. */
export interface AccountNames {
  username?: string | null | undefined
  email?: string | null | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

/** Returns the names of an account that are set. */
export function namesOf({ username, email, firstName, lastName }: AccountNames): string[] {
  return [username, email, firstName, lastName].filter((name) => typeof name === 'string')
}

/**
 * Finds why a password is easy to guess for an attacker who knows the names: it is a pattern, a common password, or one of
 * `names`, each with a few characters added. Returns undefined if it is none of these.
 */
export function findWeakness(
  password: string,
  names: string[],
  blocklist: Blocklist,
): 'pattern' | 'common' | 'name' | undefined {
  const text = fold(password)
  return (
    findKnownWeakness(text, blocklist) ??
    (consistsOfNames([...text], names, blocklist) ? 'name' : undefined)
  )
}

/** Pieces that an attacker guesses along with a word: a year and a punctuation mark, or a date of birth. */
const maxAddedPieces = 8

/** The same for a folded password, without names. */
function findKnownWeakness(text: string, blocklist: Blocklist): 'pattern' | 'common' | undefined {
  const hasPatternCore = [letter, letterOrDigit].some((kind) => {
    const { core, added } = splitCore([...text], kind)
    return core.length > 3 && added <= core.length && isPattern(core.join(''))
  })
  if (hasPatternCore || isPattern(text)) return 'pattern'
  return baseWords(text).some((word) => blocklist.has(word)) ? 'common' : undefined
}

/** Removes accents and case, which attackers vary. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}

/** Common substitutions: each key is typed in place of one of the letters. */
const substitutions: Record<string, string> = {
  '@': 'a',
  4: 'a',
  3: 'e',
  1: 'il',
  '!': 'il',
  0: 'o',
  $: 's',
  5: 's',
  7: 't',
}

/**
 * The words on which a folded password may be based: without punctuation at the ends, without repetition, without
 * characters added before, after or between letters, and with substitutions reversed.
 */
function baseWords(text: string): string[] {
  const all = repeatedUnit([...text])
  const { start, end, added } = splitCore(all, letter)
  const cuts =
    added > maxAddedPieces
      ? [all]
      : [all, all.slice(start), all.slice(0, end), all.slice(start, end)]
  const words = cuts
    .flatMap((cut) => [0, -1].map((which) => reverseSubstitutions(cut, which)))
    .filter((word) => threeLetters().test(word))
  const joined = reverseSubstitutions(splitCore(all.filter(isWordLike), letter).core, 0)
  // Short words contain punctuation by chance.
  if (added <= maxAddedPieces && sixLetters().test(joined)) words.push(joined)
  return [...new Set([trimPunctuation([...text]), trimPunctuation(all), ...words])]
}

function isWordLike(char: string): boolean {
  return letterOrDigit().test(char) || substitutions[char] !== undefined
}

/** Removes characters other than letters and digits from both ends. */
export function trimPunctuation(chars: string[]): string {
  return splitCore(chars, letterOrDigit).core.join('')
}

const letter = pattern(String.raw`\p{L}`)
const threeLetters = pattern(String.raw`^\p{L}{3,}$`)
const sixLetters = pattern(String.raw`^\p{L}{6,}$`)
const letterOrDigit = pattern(String.raw`[\p{L}\p{N}]`)
const others = pattern(String.raw`[^\p{L}\p{N}]`, 'gu')

/**
 * Splits off the core: from the first to the last character that matches `kind`, or everything if none matches. `added`
 * is the number of pieces outside the core.
 */
function splitCore(chars: string[], kind: () => RegExp) {
  const matches = (char: string) => kind().test(char)
  const start = Math.max(0, chars.findIndex(matches))
  const end = chars.findLastIndex(matches) + 1 || chars.length
  const added = countPieces([...chars.slice(0, start), ...chars.slice(end)])
  return { start, end, core: chars.slice(start, end), added }
}

function reverseSubstitutions(chars: string[], which: number): string {
  return repeatedUnit(chars.map((char) => substitutions[char]?.at(which) ?? char)).join('')
}

/** Returns whether a password consists of nothing but names, in any spelling, and characters that are easy to guess. */
function consistsOfNames(chars: string[], names: string[], blocklist: Blocklist): boolean {
  const typed = chars.filter(isWordLike)
  const words = names.flatMap(wordsOf).sort((a, b) => b.length - a.length)
  const rest = words.reduce(without, typed)
  if (rest.length === typed.length) return false
  const hasLetters = rest.some((char) => letter().test(char))
  return (
    chars.length - typed.length + rest.length <= 3 ||
    (!hasLetters && countPieces(rest) <= maxAddedPieces) ||
    findKnownWeakness(rest.join(''), blocklist) !== undefined
  )
}

/** The whole name, both parts of an email address, and every word. Single letters occur in too many passwords. */
function wordsOf(name: string): string[][] {
  const text = fold(name)
  return [text, ...text.split('@'), ...text.split(others())]
    .map((word) => [...word.replace(others(), '')])
    .filter(({ length }) => length > 1)
}

function without(typed: string[], name: string[]): string[] {
  const at = typed.findIndex((_, i) => name.every((letter, n) => isLike(typed[i + n], letter)))
  return at < 0 ? typed : without(typed.toSpliced(at, name.length), name)
}

function isLike(typed = '', letter: string): boolean {
  return typed === letter || substitutions[typed]?.includes(letter) === true
}
