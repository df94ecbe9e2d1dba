import { hour } from '../config/duration.ts'
import { keyedHash } from '../config/keys.ts'
import type { Settings } from '../config/settings.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { deliverable, emailAddressKey, isEmailAddress } from '../input/email-address.ts'
import { reserve } from '../limits/throttle.ts'
import { mailProblems } from './problems.ts'
import type { Content } from './template.ts'
import { type Recipient, type Writer, writeEmail } from './writer.ts'

/**
 * Mails of each kind to one address per hour. Each kind has its own counter: anyone can request links, which must not keep
 * an owner from a code or a notice.
 */
export const mailsPerHour = 5

/**
 * Refuses the request if mail cannot be sent, before the response can reveal whether an address is known.
 * @throws Problem `mail_unavailable`; the log names the missing settings
 */
export function requireMail(call: Call): void {
  const missing = missingMailSettings(call.settings)
  if (missing.length === 0) return
  throw new Problem(mailProblems.mail_unavailable, { log: { missing } })
}

/** The names of the settings that mail requires and that are not set. */
export function missingMailSettings({ mail, PUBLIC_URL, MAIL_FROM }: Settings): string[] {
  return Object.entries({ MAIL: mail, PUBLIC_URL, MAIL_FROM }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  )
}

/** The part of an account that notices need. */
export interface Owner {
  email: string | null
  /** UNIX ms. */
  emailVerifiedAt: number | null
  /** The language of the account. */
  locale: string | null
}

type Write = (writer: Writer) => Content

/**
 * Sends a notice, only to a verified address and only `mailsPerHour` per hour: anyone can register with a stranger's address
 * and change that account repeatedly.
 */
export function sendNotice(
  call: Call,
  { email, emailVerifiedAt, locale }: Owner,
  write: Write,
): void {
  if (email === null || emailVerifiedAt === null) return
  sendCounted(call, 'notice', { email, locale }, write)
}

/** Sends an email unless its kind was sent to the address `mailsPerHour` times in the last hour. */
export function sendCounted(call: Call, kind: MailKind, recipient: Recipient, write: Write): void {
  if (missingMailSettings(call.settings).length > 0) return
  call.after(async () => {
    const counter = await mailCounter(call, kind, recipient.email)
    const [count] = await reserve(call, counter, mailsPerHour, hour)
    if (count && count.count <= mailsPerHour) await deliver(call, recipient, write)
  })
}

/**
 * Writes and sends after the response, so that neither timing nor failure reveals whether an address is known. A failure is
 * logged by kind.
 */
export function sendLater(call: Call, recipient: Recipient, write: Write): void {
  call.after(() => deliver(call, recipient, write))
}

async function deliver(call: Call, recipient: Recipient, write: Write): Promise<void> {
  const { mail, MAIL_FROM, PRODUCT_NAME, PUBLIC_URL } = call.settings
  if (!mail || !MAIL_FROM || !PUBLIC_URL || !isEmailAddress(recipient.email)) return
  await mail.send({
    from: { name: MAIL_FROM.name ?? PRODUCT_NAME, email: MAIL_FROM.email },
    to: deliverable(recipient.email),
    ...(await writeEmail(call, recipient, write)),
  })
}

type MailKind = 'link' | 'code' | 'notice' | 'invitation'

/** The counter of emails of one kind to one address, in any spelling. */
export async function mailCounter(
  { settings }: Call,
  kind: MailKind,
  address: string,
): Promise<string> {
  return `mail-${kind}:${await keyedHash(settings.keys[0], 'identifier', emailAddressKey(address))}`
}
