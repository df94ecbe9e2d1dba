import { isCommon } from './blocklist.ts'
import { isPattern, pieces, repeatedIn } from './patterns.ts'

/** What an account is called. */
export interface Named {
  username?: string | null | undefined
  email?: string | null | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

export function namesOf({ username, email, firstName, lastName }: Named): string[] {
  return [username, email, firstName, lastName].filter((name) => typeof name === 'string')
}

/**
 * How somebody guesses a password soon who knows the usual ways, and whose it is: as a pattern, as a common password or
 * as one of `names`, each with a few characters added. Undefined if none of these helps.
 */
export function howToGuess(
  password: string,
  names: string[],
): 'pattern' | 'common' | 'name' | undefined {
  const text = fold(password)
  return guess(text) ?? (isMadeOf(names, [...text]) ? 'name' : undefined)
}

/** Of what is added, this much is guessed along with the rest: a year and a mark, or a date of birth. */
const mostAdded = 8

/** The same without names, of a folded text. `isListed` is another list in the making of this one. */
export function guess(text: string, isListed = isCommon): 'pattern' | 'common' | undefined {
  const isCorePattern = [letter, letterOrDigit].some((inside) => {
    const { core, added } = parts([...text], inside)
    return core.length > 3 && added <= core.length && isPattern(core.join(''))
  })
  if (isCorePattern || isPattern(text)) return 'pattern'
  return basesOf(text).some((base) => isListed(base)) ? 'common' : undefined
}

/** In one case and without accents: people type those for the same, and guessers try them. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}

/** What a character is typed in place of. */
const meanings: Record<string, string> = {
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
 * What a folded password may be made of: without marks at the ends, once if it is repeated, without all that is added
 * to letters or between them, and with letters for the characters that stand for them.
 */
function basesOf(text: string): string[] {
  const all = repeatedIn([...text])
  const { start, end, added } = parts(all, letter)
  const cuts =
    added > mostAdded ? [all] : [all, all.slice(start), all.slice(0, end), all.slice(start, end)]
  const words = cuts
    .flatMap((cut) => [0, -1].map((which) => spelledOut(cut, which)))
    .filter((word) => /^\p{L}{3,}$/u.test(word))
  const together = spelledOut(parts(all.filter(hasMeaning), letter).core, 0)
  // Marks are between short words by chance.
  if (added <= mostAdded && /^\p{L}{6,}$/u.test(together)) words.push(together)
  return [...new Set([withoutMarks([...text]), withoutMarks(all), ...words])]
}

function hasMeaning(char: string): boolean {
  return letterOrDigit.test(char) || meanings[char] !== undefined
}

/** Without what is neither letter nor digit at the ends. */
export function withoutMarks(chars: string[]): string {
  return parts(chars, letterOrDigit).core.join('')
}

const letter = /\p{L}/u
const letterOrDigit = /[\p{L}\p{N}]/u

/** From the first to the last character of a kind, or all if there is none; and how much is added to that. */
function parts(chars: string[], inside: RegExp) {
  const is = (char: string) => inside.test(char)
  const start = Math.max(0, chars.findIndex(is))
  const end = chars.findLastIndex(is) + 1 || chars.length
  const added = pieces([...chars.slice(0, start), ...chars.slice(end)])
  return { start, end, core: chars.slice(start, end), added }
}

function spelledOut(chars: string[], which: number): string {
  return repeatedIn(chars.map((char) => meanings[char]?.at(which) ?? char)).join('')
}

/** True if a password is nothing but names, in any spelling, and what is soon guessed along with them. */
function isMadeOf(names: string[], chars: string[]): boolean {
  const typed = chars.filter(hasMeaning)
  const words = names.flatMap(wordsOf).sort((a, b) => b.length - a.length)
  const rest = words.reduce(without, typed)
  if (rest.length === typed.length) return false
  const hasLetters = rest.some((char) => letter.test(char))
  return (
    chars.length - typed.length + rest.length <= 3 ||
    (!hasLetters && pieces(rest) <= mostAdded) ||
    guess(rest.join('')) !== undefined
  )
}

/** A name as a whole, the parts of an address, and every word; a letter alone is in too many passwords. */
function wordsOf(name: string): string[][] {
  const text = fold(name)
  return [text, ...text.split('@'), ...text.split(/[^\p{L}\p{N}]/u)]
    .map((word) => [...word.replace(/[^\p{L}\p{N}]/gu, '')])
    .filter(({ length }) => length > 1)
}

function without(typed: string[], name: string[]): string[] {
  const at = typed.findIndex((_, i) => name.every((letter, n) => isLike(typed[i + n], letter)))
  return at < 0 ? typed : without(typed.toSpliced(at, name.length), name)
}

function isLike(typed = '', letter: string): boolean {
  return typed === letter || meanings[typed]?.includes(letter) === true
}
