import { danger, type Finding, note } from '../finding.ts'
import type { SettingsCheck } from './facts.ts'

/** Clients that never have the origin of this Worker, by the API that they use. */
const crossOriginClients = {
  asta: "Asta's desktop and mobile clients",
  asyncat: "asyncat's web client",
}

/** Checks which web pages can call the API. */
export const originChecks: SettingsCheck[] = [
  function allowedOrigins({ deployed, config: { vars } }) {
    const clients = (['asta', 'asyncat'] as const)
      .filter((api) => deployed.APIS.has(api))
      .map((api) => crossOriginClients[api])
    if (!vars.ALLOWED_ORIGINS && clients.length > 0) {
      return note(
        'allowed_origins',
        `ALLOWED_ORIGINS is empty, so browsers block the requests of ${clients.join(' and ')}, which have another origin.`,
        'List the origins of the clients that you use.',
      )
    }
    return deployed.ALLOWED_ORIGINS.flatMap(checkOrigin)
  },

  function resources({ deployed: { OAUTH, RESOURCES } }) {
    if (!OAUTH && RESOURCES.length > 0) {
      return note(
        'resources',
        'RESOURCES has no effect while OAUTH is off.',
        'Set OAUTH to on, or remove RESOURCES.',
      )
    }
    return RESOURCES.filter((uri) => /^http:/i.test(uri)).map((uri) =>
      danger(
        'resources',
        `RESOURCES includes ${uri}: its access tokens would cross the network unencrypted.`,
        'Serve that API over https.',
      ),
    )
  },

  function documents({ deployed: { OAUTH, CIMD, CIMD_HOSTS } }) {
    if (CIMD !== 'list' && CIMD_HOSTS.length > 0) {
      return note('cimd', 'CIMD_HOSTS has no effect.', 'Set CIMD to list, or remove CIMD_HOSTS.')
    }
    if (CIMD !== 'off' && !OAUTH) {
      return note(
        'cimd',
        'CIMD has no effect while OAUTH is off.',
        'Set OAUTH to on, or remove CIMD.',
      )
    }
    if (CIMD !== 'any') return []
    return note(
      'cimd',
      'CIMD is any: anyone can make an app that asks for access to the accounts.',
      'Set CIMD to list, and name the hosts of your apps in CIMD_HOSTS.',
    )
  },
]

function checkOrigin(origin: string): Finding[] {
  const [, scheme, host = ''] = /^([^:]+):\/\/(\[[^\]]*\]|[^:]*)/.exec(origin) ?? []
  const isWeb = scheme === 'http' || scheme === 'https'
  if (isWeb && /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(host)) {
    return [
      note(
        'allowed_origins',
        `ALLOWED_ORIGINS includes ${origin}: any program on a user's machine can serve this origin.`,
        'Remove it, unless a mobile or desktop app needs it.',
      ),
    ]
  }
  if (scheme !== 'http') return []
  return [
    danger(
      'allowed_origins',
      `ALLOWED_ORIGINS includes ${origin}: an attacker on the network can change this page.`,
      'Serve the page over https, and list the https origin.',
    ),
  ]
}
