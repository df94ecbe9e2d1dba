import { pattern } from './pattern.ts'

/** Characters that people do not mean: white space, hyphens, dashes and invisible characters. */
const ignored = pattern(
  String.raw`[\p{White_Space}\p{Dash}\p{C}\p{Default_Ignorable_Code_Point}]`,
  'gu',
)
/** Longer than any code or invitation token. */
const longest = 32

/**
 * A verification code or an invitation token as a person meant it: "123 456", "１２３-４５６" and "١٢٣٤٥٦" are 123456. The API and
 * the pages use the same function.
 */
export function typed(text: string): string {
  const meant = text.replace(ignored(), '')
  // Only short text is normalized: the time can grow with the square of the length.
  if (meant.length > longest) return meant
  return meant.normalize('NFKC').replace(/\p{Nd}/gu, toAscii)
}

/** True for the form of a verification code. */
export function isCode(text: string): boolean {
  return /^[0-9]{6}$/.test(text)
}

function toAscii(digit: string): string {
  return String((digit.codePointAt(0) ?? 0) - zeroOf(digit))
}

/** The code point of the zero of a digit: the ten digits of a script are consecutive in Unicode. */
export function zeroOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return zero
}
