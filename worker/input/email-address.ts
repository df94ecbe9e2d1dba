import { maxLength } from './max-length.ts'
import { pattern } from './pattern.ts'
import { fold } from './text.ts'

/** HTML's production for the local part, without a dot at either end or two in a row. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i

/** Labels of letters, digits, marks and hyphens. The last label begins with a letter, so no host is an IP address. */
const domain = pattern(
  String.raw`^([\p{L}\p{N}][\p{L}\p{N}\p{M}-]*(?<!-)\.)+\p{L}[\p{L}\p{N}\p{M}-]+(?<!-)$`,
)

/** True for `x@y.z` and `x@local`. The local part is ASCII; the domain may be internationalized. */
export function isEmailAddress(text: string): boolean {
  if (text.length > maxLength.address) return false
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64 || !localPart.test(text.slice(0, at))) return false
  const host = text.slice(at + 1)
  if (host.toLowerCase() === 'local') return true
  const labels = domain().test(host) ? toALabels(host) : undefined
  return (
    labels !== undefined && at + 1 + labels.length <= maxLength.address && !mixesScripts(labels)
  )
}

/** The key under which an email address is unique: folded, an internationalized domain in A-labels. */
export function emailAddressKey(text: string): string {
  return deliverable(fold(text))
}

/** The form a mail server accepts: the local part as its owner writes it, the domain in A-labels. */
export function deliverable(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}@${toALabels(address.slice(at + 1)) ?? address.slice(at + 1)}`
}

/** Scripts whose letters look alike. */
const lookAlikes = ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Cherokee'].map((script) =>
  pattern(String.raw`\p{Script=${script}}`),
)

/** True for a label such as "exаmple" with a Cyrillic а. No registry sells such a label: it only deceives. */
function mixesScripts(host: string): boolean {
  if (!host.includes('xn--')) return false
  // An import would load the module and what it requires when an isolate starts.
  return process
    .getBuiltinModule('node:url')
    .domainToUnicode(host)
    .split('.')
    .some((label: string) => lookAlikes.filter((script) => script().test(label)).length > 1)
}

function toALabels(host: string): string | undefined {
  if (/^[a-z0-9.-]*$/.test(host)) return host
  const url = `http://${host}`
  if (/[/?#:\\@\s]/.test(host) || !URL.canParse(url)) return undefined
  return new URL(url).hostname
}
