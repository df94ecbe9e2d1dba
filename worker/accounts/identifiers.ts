import { domainToUnicode } from 'node:url'
import { maxLength } from '../input/max-length.ts'
import { usernameKey } from './usernames.ts'

/**
 * The key under which a name or an address is unique: NFKC, trimmed, lower case, an internationalised domain
 * in A-labels. Two spellings that a person would take for the same give the same key. Longer text than any account goes
 * by stays as it is and equals no key: to normalise marks in the wrong order takes time that grows with their square.
 */
export function canonical(text: string): string {
  if (text.length > maxLength.identifier) return text
  const folded = text.normalize('NFKC').trim().toLowerCase()
  const at = folded.lastIndexOf('@')
  if (at < 0) return usernameKey(folded)
  return `${folded.slice(0, at)}@${toALabels(folded.slice(at + 1)) ?? folded.slice(at + 1)}`
}

/** HTML's production for the local part, less a dot at either end or two in a row. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i

/** Labels of letters, digits, marks and hyphens; the last begins with a letter, so no host is an IP address. */
const domain =
  /^([\p{L}\p{N}]([\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+\p{L}[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}]$/u

/** True for `x@y.z` and `x@local`. The local part is ASCII; the domain may be internationalised. */
export function isAddress(text: string): boolean {
  if (text.length > maxLength.address) return false
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64 || !localPart.test(text.slice(0, at))) return false
  const host = text.slice(at + 1)
  if (host.toLowerCase() === 'local') return true
  const labels = domain.test(host) ? toALabels(host) : undefined
  return (
    labels !== undefined && at + 1 + labels.length <= maxLength.address && !mixesScripts(labels)
  )
}

/** Scripts with letters that pass for one another. */
const lookAlikes = ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Cherokee'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
)

/** True for a label such as "exаmple" with a Cyrillic а: no registry sells one, so it can only be meant to deceive. */
function mixesScripts(host: string): boolean {
  return domainToUnicode(host)
    .split('.')
    .some((label) => lookAlikes.filter((script) => script.test(label)).length > 1)
}

/** The form a mail server is given: the local part as its owner spells it, the domain in A-labels. */
export function deliverable(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}@${toALabels(address.slice(at + 1)) ?? address.slice(at + 1)}`
}

function toALabels(host: string): string | undefined {
  if (/^[a-z0-9.-]*$/.test(host)) return host
  const url = `http://${host}`
  if (/[/?#:\\@\s]/.test(host) || !URL.canParse(url)) return undefined
  return new URL(url).hostname
}
