import { relyingPartyOf } from '../../../../worker/passkeys/vars.ts'
import { danger, type Finding, note, ok } from '../finding.ts'
import type { SettingsCheck } from './facts.ts'

/** Checks what passkeys are bound to: a passkey works for one RP ID only, and on pages of the listed origins only. */
export const passkeyChecks: SettingsCheck[] = [
  function relyingParty({ deployed, database }) {
    const found = relyingPartyOf(deployed)
    if (!found) {
      return note(
        'relying_party',
        'There are no passkeys: neither PUBLIC_URL nor RP_ID names a domain.',
        'Set PUBLIC_URL to an https URL with a domain.',
      )
    }
    const { id, origins } = found
    const others = (database?.passkeyRpIds ?? []).filter((rpId) => rpId !== id)
    return [
      ok('relying_party', `Passkeys are bound to ${id}, on ${origins.join(' and ')}.`),
      ...(others.length > 0
        ? [
            danger(
              'relying_party',
              `The database has passkeys of ${others.join(' and ')}, which do not work with ${id}.`,
              'Set RP_ID to the former domain, or tell their owners to add new passkeys.',
            ),
          ]
        : []),
      ...origins.flatMap((origin) => checkOrigin(origin, id)),
    ]
  },
]

function checkOrigin(origin: string, id: string): Finding[] {
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'http:' && hostname !== 'localhost') {
    return [
      danger(
        'relying_party',
        `RP_ORIGINS includes ${origin}, where browsers have no passkeys.`,
        'List the https origin.',
      ),
    ]
  }
  if (hostname === id || hostname.endsWith(`.${id}`)) return []
  return [
    note(
      'relying_party',
      `${origin} is not below ${id}: browsers look for it in https://${id}/.well-known/webauthn.`,
      'Serve this path of that host from this Worker.',
    ),
  ]
}
