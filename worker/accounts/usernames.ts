import { maxLength } from '../input/max-length.ts'
import { zeroOf } from '../input/typed-code.ts'

/**
 * Scripts in modern use (UAX 31 tables 5 and 7) by their ISO 15924 codes. Those that one language writes side by side
 * count as one (UTS 39 section 5.1).
 */
const scripts =
  'Latn Grek Cyrl Armn Geor Hebr Arab Syrc Thaa Mand Nkoo Adlm Rohg Ethi Tfng Vaii Bamu Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Olck Mtei Sylo Cakm Saur Lepc Limb Newa Wcho Thai Laoo Tibt Mymr Khmr Mong Talu Tale Lana Tavt Cham Kali Java Bali Sund Batk Hani|Hira|Kana Hang|Hani Hani|Bopo Yiii Lisu Plrd Hmnp Cher Cans Osge'

let ofOneScript: RegExp[] | undefined

/**
 * Why nobody can have this username, as the end of a sentence, or undefined. A name is what RFC 8265 allows for
 * UsernameCaseMapped, with letters of one script and no other punctuation than `. _ -`. Lengths are in code points of NFC.
 */
export function usernameFault(text: string, shortest: number): string | undefined {
  const name = text.replace(/[\uff00-\uffef]/g, (wide) => wide.normalize('NFKC')).normalize('NFC')
  const count = [...name].length
  if (count < shortest) return `must have at least ${shortest} character${shortest > 1 ? 's' : ''}`
  if (count > maxLength.username) return `must have at most ${maxLength.username} characters`
  return isPlain(name) ? undefined : 'must have only letters of one script, digits, and . _ -'
}

function isPlain(name: string): boolean {
  if (/^[A-Za-z0-9._-]+$/.test(name)) return true
  ofOneScript ??= scripts.split(' ').map((codes) => {
    const letters = codes.replace(/\w+\|?/g, (code) => `\\p{scx=${code.slice(0, 4)}}`)
    return new RegExp(`^[${letters}\\p{scx=Zinh}0-9._-]+$`, 'u')
  })
  const digits = new Set(name.match(/\p{Nd}/gu)?.map(zeroOf))
  return (
    /^[\p{L}\p{Mn}\p{Mc}\p{Nd}._-]+$/u.test(name) &&
    // No compatibility characters, but those of Armenian, Thai and Lao that everybody types.
    isCompatible(name.replace(/[\u0587\u0e33\u0eb3\u0edc\u0edd]/g, '')) &&
    // Nothing invisible, no letters of phoneticians that pass for others or for signs, no letters that only stretch or repeat.
    !/[\p{Default_Ignorable_Code_Point}ǀ-ǃ\u02b0-\u02ff\u0640\u07fa\u1d00-\u1dbf\u302e-\u3035\u303b]/u.test(
      name,
    ) &&
    // A mark belongs to a letter, and no more than three are stacked.
    !/(^|[^\p{L}\p{M}])\p{M}|\p{Mn}{4}|(\p{Mn})\2/u.test(name.normalize('NFD')) &&
    digits.size < 2 &&
    // What is written from right to left begins with a letter and does not end with a point (RFC 5893 section 2).
    (!/[\u0590-\u08ff\u{1e900}-\u{1e95f}\u{10d00}-\u{10d3f}]/u.test(name) ||
      /^\p{L}.*[^._-]$/u.test(name)) &&
    ofOneScript.some((script) => script.test(name))
  )
}

function isCompatible(name: string): boolean {
  return name.normalize('NFKC') === name.normalize('NFC')
}

/** Letters that are read as another one, and the two forms of one Greek letter. */
const same: Record<string, string> = { ı: 'i', ɩ: 'i', ȷ: 'j', ɡ: 'g', ɑ: 'a', ς: 'σ' }

/**
 * The key of a username, of which `folded` is NFKC and lower case. A dot on an i that has one already is not seen, and
 * what has no form in one piece as a capital may have one as a small letter.
 */
export function usernameKey(folded: string): string {
  // One character can be eighteen as NFKC, but nobody goes by those.
  if (folded.length > maxLength.identifier || !/[^ -~]/.test(folded)) return folded
  return folded
    .replace(/([ijı]\p{M}*?)\u0307/gu, '$1')
    .replace(/[ıɩȷɡɑς]/g, (letter) => same[letter] ?? letter)
    .normalize('NFC')
}
