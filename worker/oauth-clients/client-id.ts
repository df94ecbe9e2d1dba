import type { Settings } from '../config/settings.ts'
import { maxLength } from '../input/max-length.ts'

type Documents = Pick<Settings, 'CIMD' | 'CIMD_HOSTS'>

const hostName = /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/

/** Host and path, but no port, user information, query or fragment. */
const documentUrl = /^https:\/\/([a-z0-9.-]+)\/[\w.~!$&'()*+,;=:@%/-]+$/

/** Names of networks that are not public. */
const privateName = /\.(localhost|local|internal|arpa)$/

/** True for a name in the public DNS: no IP address, which ends with a number, and no name of a private network. */
export function isHostName(text: string): boolean {
  return hostName.test(text) && !privateName.test(text)
}

/** True for a client ID that is the URL of a document. The ID of a registered client is a UUID. */
export function isDocumentUrl(clientId: string): boolean {
  return clientId.startsWith('https://')
}

/**
 * The host of a client ID that is a URL, if documents of this host are accepted. The URL must be written as browsers write it, so that
 * no two programs read different hosts in it (draft-ietf-oauth-client-id-metadata-document section 3).
 */
export function documentHost(
  { CIMD, CIMD_HOSTS }: Documents,
  clientId: string,
): string | undefined {
  if (CIMD === 'off' || clientId.length > maxLength.uri) return undefined
  const [, name] = documentUrl.exec(clientId) ?? []
  if (!name || !isHostName(name) || (CIMD === 'list' && !CIMD_HOSTS.includes(name)))
    return undefined
  return URL.canParse(clientId) && new URL(clientId).href === clientId ? name : undefined
}

/** True for a client that may get tokens: no one disabled it, and documents of its host are accepted. */
export function isEnabled(
  settings: Documents,
  { id, disabledAt }: { id: string; disabledAt: number | null },
): boolean {
  return disabledAt === null && (!isDocumentUrl(id) || documentHost(settings, id) !== undefined)
}
