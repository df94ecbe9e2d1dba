/** Rows and columns of keyboards (US, German, French, Russian) and of the numeric keypad. */
const rows = `1234567890 qwertyuiop[]\\ asdfghjkl;' zxcvbnm,./ qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn
ицукенгшщзхъ фывапролджэ ячсмитьбю 1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik, 9ol. 1qay zse4 xdr5 cft6 vgy7 bhu8 nji9 mko0 !@#$%^&*() !qaz @wsx #edc $rfv 147 258 369 159 357`
const bothDirections = `${rows} ${[...rows].reverse().join('')}`

/**
 * Returns whether a password, in lower case, is little more than repetitions, sequences and rows of keys: at most five
 * pieces and fewer than half as many pieces as characters, or at most seven pieces of three characters on average. About
 * one in 10,000 random passwords of eight letters and digits matches.
 */
export function isPattern(text: string): boolean {
  const chars = [...text]
  const unit = repeatedUnit(chars)
  const inUnit = countPieces(unit)
  return (
    countPieces(chars) <= Math.min(5, (chars.length - 1) / 2) ||
    (unit.length < chars.length && inUnit <= 4) ||
    inUnit <= Math.min(7, unit.length / 3)
  )
}

/**
 * Counts the pieces that an attacker who expects patterns must guess: single characters, repetitions, sequences, rows of
 * keys and years. Two patterns may alternate, as in 1q2w3e4r.
 */
export function countPieces(chars: string[]): number {
  const [even = [], odd = []] = [0, 1].map((rest) => chars.filter((_, i) => i % 2 === rest))
  return Math.min(countConsecutive(chars), countConsecutive(even) + countConsecutive(odd))
}

/** Returns the unit that the text repeats, as a whole or character by character; the whole text if it repeats none. */
export function repeatedUnit(chars: string[]): string[] {
  if (chars.length % 2 === 0 && chars.every((char, i) => char === chars[i ^ 1])) {
    return chars.filter((_, i) => i % 2 === 0)
  }
  const period = chars.findIndex(
    (_, i) => i > 0 && chars.length % i === 0 && chars.every((char, at) => char === chars[at % i]),
  )
  return chars.slice(0, period < 0 ? chars.length : period)
}

function countConsecutive(chars: string[]): number {
  let count = 0
  for (let from = 0; from < chars.length; count++) from = endOfPiece(chars, from)
  return count
}

function endOfPiece(chars: string[], from: number): number {
  let end = from + 3
  while (end <= chars.length && isPiece(chars, from, end)) end++
  const isYear = /^(19|20)\d\d$/.test(chars.slice(from, from + 4).join(''))
  return Math.max(end > from + 3 ? end - 1 : from + 1, isYear ? from + 4 : 0)
}

/** Returns whether a slice is part of a row of keys, occurs earlier, or repeats or steps by one or two code points. */
function isPiece(chars: string[], from: number, end: number): boolean {
  const piece = chars.slice(from, end)
  const text = piece.join('')
  if (
    bothDirections.includes(text) ||
    chars
      .slice(0, end - 1)
      .join('')
      .includes(text)
  )
    return true
  const points = piece.map((char) => char.codePointAt(0) ?? 0)
  const [first = 0, second = 0] = points
  const step = second - first
  return Math.abs(step) < 3 && points.every((point, i) => point === first + i * step)
}
