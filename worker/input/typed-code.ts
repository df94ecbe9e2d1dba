/** What nobody means to type: white space, hyphens and dashes, and what is invisible. */
const unmeant = /[\p{White_Space}\p{Dash}\p{C}\p{Default_Ignorable_Code_Point}]/gu
/** More than any code or token has. */
const longest = 32

/**
 * A code or a user token as it was meant, however a person typed or pasted it: "123 456", "１２３-４５６" and "١٢٣٤٥٦" are
 * 123456. The API and the pages read both through this.
 */
export function typed(text: string): string {
  const meant = text.replace(unmeant, '')
  // Only what is short is normalised: the time that takes can grow with the square of the length.
  if (meant.length > longest) return meant
  return meant.normalize('NFKC').replace(/\p{Nd}/gu, toAscii)
}

/** True for the form that a mailed code has. */
export function isCode(text: string): boolean {
  return /^[0-9]{6}$/.test(text)
}

function toAscii(digit: string): string {
  return String((digit.codePointAt(0) ?? 0) - zeroOf(digit))
}

/** The code point of the zero beside a digit: Unicode keeps the ten of a script together, in order. */
export function zeroOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return zero
}
