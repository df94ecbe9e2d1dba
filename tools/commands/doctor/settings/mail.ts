import { danger, note, ok } from '../finding.ts'
import type { SettingsCheck, SettingsFacts } from './facts.ts'

/** Checks that mail can be sent, and that its links are safe to follow. */
export const mailChecks: SettingsCheck[] = [
  function publicUrl({ deployed }) {
    if (!deployed.PUBLIC_URL) return []
    const { protocol, hostname } = new URL(deployed.PUBLIC_URL)
    if (protocol === 'http:') {
      return danger(
        'public_url',
        'PUBLIC_URL uses http: links in email would not work, or an attacker could read them.',
        'Set the https URL of your front end.',
      )
    }
    if (/(^|\.)workers\.dev$/.test(hostname)) {
      return note(
        'public_url',
        'PUBLIC_URL is on workers.dev, where anyone can register a similar name.',
        'Set the URL of your front end on your own domain.',
      )
    }
    return ok('public_url', 'PUBLIC_URL uses https.')
  },

  function mail(facts) {
    const missing = missingForMail(facts)
    if (missing.length === 0) {
      return ok('mail', 'PUBLIC_URL, MAIL_FROM and the binding MAIL are set.')
    }
    return note(
      'mail',
      `The deployed Worker cannot send mail, and the mail endpoints answer 503: ${missing.join(', ')} missing.`,
      'See step 2 of "Deploy to Cloudflare" in the README.',
    )
  },

  function registration(facts) {
    if (facts.deployed.REGISTRATION !== 'open' || missingForMail(facts).length === 0) return []
    return note(
      'registration',
      'Anyone can register, but without mail no one can verify an email address or reset a password.',
      'Set up mail, or set REGISTRATION to "invitation" or "closed".',
    )
  },
]

/** What is missing to send mail. */
export function missingForMail({
  deployed: { PUBLIC_URL, MAIL_FROM },
  config,
}: Pick<SettingsFacts, 'deployed' | 'config'>): string[] {
  const isBound = config.send_email?.some(({ name }) => name === 'MAIL')
  return [
    ...(PUBLIC_URL ? [] : ['PUBLIC_URL']),
    ...(MAIL_FROM ? [] : ['MAIL_FROM']),
    ...(isBound ? [] : ['the send_email binding MAIL']),
  ]
}
