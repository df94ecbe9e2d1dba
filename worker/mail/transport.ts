import { html } from 'hono/html'
import { hour } from '../config/duration.ts'
import { keyedHash } from '../config/keys.ts'
import type { Settings } from '../config/settings.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { deliverable, emailAddressKey, isEmailAddress } from '../input/email-address.ts'
import { reserve } from '../limits/throttle.ts'
import { mailProblems } from './problems.ts'

/**
 * Mails of each kind to one address per hour. Each kind has its own counter: anyone can request links, which must not keep
 * an owner from a code or a notice.
 */
export const mailsPerHour = 5

/** A message with the same wording as text and as HTML. `link` and `code` follow the first line. */
export interface Message {
  subject: string
  lines: string[]
  link?: string
  code?: string
}

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
}

/**
 * Sends a notice, only to a verified address and only `mailsPerHour` per hour: anyone can register with a stranger's address
 * and change that account repeatedly.
 */
export function sendNotice(call: Call, { email, emailVerifiedAt }: Owner, message: Message): void {
  if (email === null || emailVerifiedAt === null || missingMailSettings(call.settings).length > 0)
    return
  call.after(
    (async () => {
      const [count] = await reserve(
        call,
        await mailCounter(call, 'notice', email),
        mailsPerHour,
        hour,
      )
      if (count && count.count <= mailsPerHour) await deliver(call, email, message)
    })(),
  )
}

/** Sends after the response, so that neither timing nor failure reveals anything; a failure is logged by kind. */
export function sendLater(call: Call, address: string, message: Message): void {
  call.after(deliver(call, address, message))
}

async function deliver({ settings }: Call, address: string, message: Message): Promise<void> {
  const { mail, MAIL_FROM, PRODUCT_NAME, PUBLIC_URL } = settings
  if (!mail || !MAIL_FROM || !PUBLIC_URL || !isEmailAddress(address)) return
  await mail.send({
    from: { name: MAIL_FROM.name ?? PRODUCT_NAME, email: MAIL_FROM.email },
    to: deliverable(address),
    subject: message.subject,
    text: asText(message),
    html: await asHtml(message),
  })
}

/** The counter of emails of one kind to one address, in any spelling. */
export async function mailCounter(
  { settings }: Call,
  kind: 'link' | 'code' | 'notice',
  address: string,
): Promise<string> {
  return `mail-${kind}:${await keyedHash(settings.keys[0], 'identifier', emailAddressKey(address))}`
}

function asText({ lines, link, code }: Message): string {
  const shown = link ?? code
  return `${[...lines.slice(0, 1), ...(shown ? [shown] : []), ...lines.slice(1)].join('\n\n')}\n`
}

/** `html` escapes every interpolated value. */
async function asHtml({ lines, link, code }: Message): Promise<string> {
  const page = html`<!doctype html>
<html lang="en"><body style="font-family: sans-serif; line-height: 1.5">
<p>${lines[0]}</p>
${link ? html`<p><a href="${link}">${link}</a></p>` : ''}
${code ? html`<p style="font-size: 2em; letter-spacing: 0.2em">${code}</p>` : ''}
${lines.slice(1).map((line) => html`<p>${line}</p>`)}
</body></html>
`
  return String(await page)
}
