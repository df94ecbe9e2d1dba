import { danger, type Finding, note, ok } from '../finding.ts'
import type { SettingsCheck, SettingsFacts } from './facts.ts'
import { missingForMail } from './mail.ts'

/** OWASP's minimum for bcrypt. */
const minimumCost = 10

/** Characters, if a password is used with a second factor; 15 for a password alone (NIST SP 800-63B-4 section 3.1.1.2). */
const minimumLength = 8

/** Failed attempts in a row (NIST SP 800-63B-4 section 3.2.2). */
const maximumAttempts = 100
/** Per account; the defaults allow 960. */
const maximumGuessesADay = 10_000

/** Checks whether people can get in without passwords. Without a domain, the Worker refuses the setting. */
function withoutPasswords({ deployed, config }: SettingsFacts): Finding[] {
  const { APIS, SECOND_FACTOR } = deployed
  const missing = missingForMail({ deployed, config })
  return [
    missing.length === 0
      ? ok(
          'passwords',
          'There are no passwords: people sign in with passkeys, and get back in by email.',
        )
      : danger(
          'passwords',
          `There are no passwords and no email (${missing.join(', ')} missing): people who lose their passkey lose their account.`,
          'Set up mail, or ask everyone to keep two passkeys.',
        ),
    ...(APIS.size > 0
      ? [
          note(
            'passwords',
            `The sign-ins of ${[...APIS].join(', ')} return 403, because their documents know only passwords.`,
            'Use the pages and the session cookie.',
          ),
        ]
      : []),
    ...(SECOND_FACTOR === 'all'
      ? [
          note(
            'passwords',
            'SECOND_FACTOR is all: a link by email also requires an authenticator app.',
          ),
        ]
      : []),
  ]
}

/** Checks how hard it is to guess a password or a stolen hash, if there are passwords. */
export const passwordChecks: SettingsCheck[] = [
  (facts) =>
    facts.deployed.PASSWORDS
      ? guessChecks.flatMap((check) => check(facts))
      : withoutPasswords(facts),
]

const guessChecks: SettingsCheck[] = [
  function bcryptCost({ deployed: { PASSWORD_HASH, BCRYPT_COST } }) {
    if (PASSWORD_HASH === 'scrypt') {
      return ok('bcrypt_cost', 'New passwords are hashed with scrypt.')
    }
    if (BCRYPT_COST >= minimumCost) return ok('bcrypt_cost', `BCRYPT_COST is ${BCRYPT_COST}.`)
    return danger(
      'bcrypt_cost',
      `BCRYPT_COST is ${BCRYPT_COST}: passwords are cheap to guess from stolen hashes.`,
      `Use ${minimumCost} or more.`,
    )
  },

  function minimumPasswordLength({ deployed: { passwordMinLength } }) {
    if (passwordMinLength >= minimumLength) {
      return ok(
        'password_min_length',
        `New passwords have at least ${passwordMinLength} characters.`,
      )
    }
    return note(
      'password_min_length',
      `New passwords can have ${passwordMinLength} characters, the minimum that Asta documents.`,
      `Set PASSWORD_MIN_LENGTH = "${minimumLength}" or more, unless Asta's clients need shorter passwords.`,
    )
  },

  function loginAttempts({ deployed: { LOGIN_ATTEMPTS, LOGIN_WINDOW } }) {
    const aDay = Math.round((LOGIN_ATTEMPTS * 86_400) / LOGIN_WINDOW)
    const message = `LOGIN_ATTEMPTS and LOGIN_WINDOW allow ${LOGIN_ATTEMPTS} failed attempts in a row and ${aDay} a day for each account`
    if (LOGIN_ATTEMPTS > maximumAttempts || aDay > maximumGuessesADay) {
      return danger('login_attempts', `${message}.`, 'The defaults are 10 and 15m.')
    }
    if (LOGIN_ATTEMPTS < 3) {
      return note(
        'login_attempts',
        `${message}: a typing error or two locks an account.`,
        'The default is 10.',
      )
    }
    return ok('login_attempts', `${message}.`)
  },
]
