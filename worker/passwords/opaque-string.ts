import { maxLength } from '../input/max-length.ts'

/**
 * Normalizes a password as the OpaqueString profile (RFC 8265 section 4.2): maps non-ASCII spaces to U+0020, then
 * applies NFC, so that every keyboard produces the same password (NIST SP 800-63B section 3.1.1.2). Unlike the profile, it
 * allows control characters. Text that is too long for a password is returned unchanged.
 */
export function opaqueString(text: string): string {
  return text.length > maxLength.password ? text : text.replace(/\p{Zs}/gu, ' ').normalize('NFC')
}
