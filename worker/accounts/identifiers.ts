import { deliverable } from '../input/email-address.ts'
import { maxLength } from '../input/max-length.ts'
import { fold } from '../input/text.ts'
import { usernameKey } from './usernames.ts'

/**
 * The key under which a username or an email address is unique: NFKC, trimmed, lower case, an internationalized domain in
 * A-labels. Two spellings that look the same have the same key. Text longer than any identifier is returned
 * unchanged and equals no key: the time to normalize marks in the wrong order grows with the square of their number.
 */
export function identifierKey(text: string): string {
  if (text.length > maxLength.identifier) return text
  const folded = fold(text)
  return folded.includes('@') ? deliverable(folded) : usernameKey(folded)
}
