import type { Message, Messages } from './message.ts'

const accented: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'í',
  n: 'ñ',
  o: 'ó',
  u: 'ú',
  y: 'ý',
  A: 'Å',
  C: 'Ç',
  E: 'É',
  I: 'Î',
  N: 'Ñ',
  O: 'Ö',
  U: 'Û',
  Y: 'Ý',
}

/** The pseudo-language of tests (BCP 47): English with accents, 40 % longer. Text without accents is not from the catalogue. */
export const pseudoLanguage = 'en-XA'

export function pseudo(messages: Messages): Messages {
  return Object.fromEntries(
    Object.entries(messages).map(([key, message]): [string, Message] => [
      key,
      typeof message === 'string'
        ? pseudoText(message)
        : {
            other: '',
            ...Object.fromEntries(
              Object.entries(message).map(([form, text]) => [form, pseudoText(text)]),
            ),
          },
    ]),
  )
}

function pseudoText(text: string): string {
  const pieces = text.split(/(\{\w+\})/)
  const changed = pieces.map((piece, index) =>
    index % 2 === 0 ? piece.replace(/[a-z]/gi, (letter) => accented[letter] ?? letter) : piece,
  )
  const words = Math.ceil((text.length * 0.4) / 4)
  return `${changed.join('')}${' ñôôñ'.repeat(words).slice(0, Math.ceil(text.length * 0.4))}`
}
