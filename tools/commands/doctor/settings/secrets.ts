import { requiredSecrets } from '../../../lib/secrets.ts'
import { danger, note, ok } from '../finding.ts'
import type { SettingsCheck } from './facts.ts'

/** Bits of a secret: the minimum (NIST SP 800-131A), and the usual strength. */
const minimumBits = 112
const usualBits = 128

const keySecrets = [...requiredSecrets, 'JWT_SECRET_PREVIOUS', 'ROOT_SECRET_PREVIOUS']

const allSecrets = [...keySecrets, 'SETUP_TOKEN']

/** An upper estimate, in bits: as if each character were drawn at random from those that occur. */
export function entropyBits(text: string): number {
  const unit = /^(.+?)\1+$/s.exec(text)?.[1] ?? text
  const characters = [...unit]
  return Math.floor(characters.length * Math.log2(new Set(characters).size))
}

/** Checks that each secret is set, random and not committed. */
export const secretChecks: SettingsCheck[] = [
  function committedSecrets({ config }) {
    return allSecrets
      .filter((name) => name in config.vars)
      .map((name) =>
        danger(
          'committed_secret',
          `${name} is in [vars], where everyone with the source can read it.`,
          `Generate another one, and set it with npx wrangler secret put ${name}.`,
        ),
      )
  },

  function missingSecret({ local, secrets }) {
    if (!local && !secrets) {
      return note('missing_secret', 'The secrets were not checked.', 'Use --remote to check them.')
    }
    return requiredSecrets.flatMap((name) => {
      if (local) {
        if (local[name]) return []
        return note(
          'missing_secret',
          `There is no ${name} in .dev.vars yet.`,
          'npm start generates one.',
        )
      }
      if (secrets?.includes(name)) return ok('missing_secret', `${name} is set.`)
      return danger(
        'missing_secret',
        `The deployed Worker has no ${name}, so it answers every request with 503.`,
        'npm run deploy generates one.',
      )
    })
  },

  function weakSecret({ config, local, refused }) {
    const given = { ...config.vars, ...local }
    return keySecrets.flatMap((name) => {
      // The name of the other secret instead of its value.
      if (given[name] === 'JWT_SECRET') return []
      if (!given[name] || refused.some((text) => text.startsWith(`${name}:`))) return []
      const bits = entropyBits(String(given[name]))
      const message = `${name} has at most about ${bits} bits of randomness`
      const fix = 'Use the output of openssl rand -base64 32.'
      if (bits < minimumBits) {
        return danger('weak_secret', `${message}: an attacker can guess it.`, fix)
      }
      if (bits < usualBits) return note('weak_secret', `${message}.`, fix)
      return ok('weak_secret', `${message}.`)
    })
  },

  function previousSecret({ config, local, secrets }) {
    return Object.entries(previousSecrets)
      .filter(([name]) => (local ?? config.vars)[name] || secrets?.includes(name))
      .map(([name, [effect, fix]]) => note('previous_secret', `${name} is set: ${effect}.`, fix))
  },
]

/** The effect of each previous secret, and when to remove it. */
const previousSecrets = {
  JWT_SECRET_PREVIOUS: [
    'tokens signed with the previous secret are still accepted',
    'Remove it after the longer of JWT_EXPIRES_IN and SESSION_LIFETIME.',
  ],
  ROOT_SECRET_PREVIOUS: [
    'invitations and codes of the previous secret are still accepted',
    'Remove it after INVITATION_DAYS.',
  ],
}
