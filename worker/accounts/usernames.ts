import { maxLength } from '../input/max-length.ts'
import { pattern } from '../input/pattern.ts'
import { zeroOf } from '../input/typed-code.ts'

/**
 * Scripts in modern use (UAX 31 tables 5 and 7) by their ISO 15924 codes. Scripts that one language combines form one set
 * (UTS 39 section 5.1).
 */
const scripts =
  'Latn Grek Cyrl Armn Geor Hebr Arab Syrc Thaa Mand Nkoo Adlm Rohg Ethi Tfng Vaii Bamu Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Olck Mtei Sylo Cakm Saur Lepc Limb Newa Wcho Thai Laoo Tibt Mymr Khmr Mong Talu Tale Lana Tavt Cham Kali Java Bali Sund Batk Hani|Hira|Kana Hang|Hani Hani|Bopo Yiii Lisu Plrd Hmnp Cher Cans Osge'

let singleScript: RegExp[] | undefined

const characters = pattern(String.raw`^[\p{L}\p{Mn}\p{Mc}\p{Nd}._-]+$`)
const misplacedMark = pattern(String.raw`(^|[^\p{L}\p{M}])\p{M}|\p{Mn}{4}|(\p{Mn})\2`)

/**
 * Validates a new username: RFC 8265's UsernameCaseMapped, limited to letters of one script, digits and `. _ -`. Lengths are in
 * code points of NFC.
 * @returns why the username is not allowed, as the end of a sentence; undefined if it is allowed
 */
export function validateUsername(text: string, minLength: number): string | undefined {
  const name = text.replace(/[\uff00-\uffef]/g, (wide) => wide.normalize('NFKC')).normalize('NFC')
  const count = [...name].length
  if (count < minLength)
    return `must have at least ${minLength} character${minLength > 1 ? 's' : ''}`
  if (count > maxLength.username) return `must have at most ${maxLength.username} characters`
  return isAllowed(name) ? undefined : 'must have only letters of one script, digits, and . _ -'
}

function isAllowed(name: string): boolean {
  if (/^[A-Za-z0-9._-]+$/.test(name)) return true
  singleScript ??= scripts.split(' ').map((codes) => {
    const letters = codes.replace(/\w+\|?/g, (code) => `\\p{scx=${code.slice(0, 4)}}`)
    return new RegExp(`^[${letters}\\p{scx=Zinh}0-9._-]+$`, 'u')
  })
  const digits = new Set(name.match(/\p{Nd}/gu)?.map(zeroOf))
  return (
    characters().test(name) &&
    // No compatibility characters, except five of Armenian, Thai and Lao that keyboards produce.
    isCompatible(name.replace(/[\u0587\u0e33\u0eb3\u0edc\u0edd]/g, '')) &&
    // No invisible characters, no phonetic letters that resemble others, and no letters that only stretch or repeat.
    !/[\p{Default_Ignorable_Code_Point}ǀ-ǃ\u02b0-\u02ff\u0640\u07fa\u1d00-\u1dbf\u302e-\u3035\u303b]/u.test(
      name,
    ) &&
    // Every mark follows a letter, and at most three marks are stacked.
    !misplacedMark().test(name.normalize('NFD')) &&
    digits.size < 2 &&
    // A right-to-left name begins with a letter and does not end with punctuation (RFC 5893 section 2).
    (!/[\u0590-\u08ff\u{1e900}-\u{1e95f}\u{10d00}-\u{10d3f}]/u.test(name) ||
      /^\p{L}.*[^._-]$/u.test(name)) &&
    singleScript.some((script) => script.test(name))
  )
}

function isCompatible(name: string): boolean {
  return name.normalize('NFKC') === name.normalize('NFC')
}

/** Letters that are read as another letter, and the two forms of one Greek letter. */
const lookalikes: Record<string, string> = { ı: 'i', ɩ: 'i', ȷ: 'j', ɡ: 'g', ɑ: 'a', ς: 'σ' }

/**
 * The identifier key of a username in NFKC and lower case. Removes an invisible second dot of an i, and composes letters again:
 * a letter can have a composed form in lower case only.
 */
export function usernameKey(folded: string): string {
  // NFKC can turn one character into eighteen, but no username has such characters.
  if (folded.length > maxLength.identifier || !/[^ -~]/.test(folded)) return folded
  return folded
    .replace(/([ijı]\p{M}*?)\u0307/gu, '$1')
    .replace(/[ıɩȷɡɑς]/g, (letter) => lookalikes[letter] ?? letter)
    .normalize('NFC')
}
