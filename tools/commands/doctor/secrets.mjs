import { danger, note, ok } from './report.mjs'

/** Bits a signing key must have at least (NIST SP 800-131A), and what is usual. */
const leastBits = 112
const usualBits = 128

const secrets = ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'SETUP_TOKEN']

/** An upper estimate, in bits: as if each character were drawn from those that occur. */
export function entropyBits(text) {
  const unit = /^(.+?)\1+$/s.exec(text)?.[1] ?? text
  const characters = [...unit]
  return Math.floor(characters.length * Math.log2(new Set(characters).size))
}

/** What `settingsFindings` looks at first; takes the same facts. */
export const secretChecks = [
  function committedSecrets({ config }) {
    return secrets
      .filter((name) => name in config.vars)
      .map((name) =>
        danger(
          'committed_secret',
          `${name} is in [vars] of wrangler.toml, for all to read.`,
          `Make another one, and set it with npx wrangler secret put ${name}.`,
        ),
      )
  },

  function missingSecret({ local, secrets }) {
    if (local) {
      if (local.JWT_SECRET) return
      return note(
        'missing_secret',
        'There is no JWT_SECRET in .dev.vars yet.',
        'npm start makes one.',
      )
    }
    if (!secrets) return note('missing_secret', 'The secrets were not looked at: --remote does it.')
    if (secrets.includes('JWT_SECRET')) return ok('missing_secret', 'JWT_SECRET is set.')
    return danger(
      'missing_secret',
      'The deployed Worker has no JWT_SECRET, so it serves nothing but 503.',
      'npm run deploy makes one.',
    )
  },

  function weakSecret({ config, local, wrong }) {
    const given = { ...config.vars, ...local }
    return secrets.slice(0, 2).flatMap((name) => {
      if (!given[name] || wrong.some((text) => text.startsWith(`${name}:`))) return []
      const bits = entropyBits(given[name])
      const found = `${name} has at most about ${bits} bits of randomness`
      const mend = 'Take the output of openssl rand -base64 32.'
      if (bits < leastBits) return danger('weak_secret', `${found}: it can be guessed.`, mend)
      if (bits < usualBits) return note('weak_secret', `${found}.`, mend)
      return ok('weak_secret', `${found}.`)
    })
  },

  function previousSecret({ config, local, secrets }) {
    const name = 'JWT_SECRET_PREVIOUS'
    if (!(local ?? config.vars)[name] && !secrets?.includes(name)) return
    return note(
      'previous_secret',
      `${name} is set: tokens of the old secret still count.`,
      'Remove it once JWT_EXPIRES_IN has passed since the change.',
    )
  },
]
