import { maxLength } from '../input/max-length.ts'

/**
 * A password as it is hashed: spaces other than ASCII's become U+0020, and then it is NFC, so that it is the same from
 * every keyboard (OpaqueString of RFC 8265, section 4.2; NIST SP 800-63B section 3.1.1.2). Unlike there, control
 * characters stay. Text that is too long for any password is not looked at.
 */
export function opaqueString(text: string): string {
  return text.length > maxLength.password ? text : text.replace(/\p{Zs}/gu, ' ').normalize('NFC')
}
