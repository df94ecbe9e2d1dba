import { html } from 'hono/html'
import type { Account } from '../accounts/account.ts'
import { canonical, deliverable, isAddress } from '../accounts/identifiers.ts'
import { keyedHash } from '../config/keys.ts'
import type { Settings } from '../config/settings.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { hour, mailsPerHour, reserve } from '../limits/throttle.ts'

/** A message, in the same words as text and as HTML. `link` and `code` are shown apart. */
interface Message {
  subject: string
  lines: string[]
  link?: string
  code?: string
}

/**
 * Refuses where mail cannot be sent at all, before anything tells whether an address is known.
 * @throws Problem `mail_unavailable`; the log names what is missing
 */
export function requireMail(call: Call): void {
  const missing = missingForMail(call.settings)
  if (missing.length === 0) return
  throw new Problem('mail_unavailable', { log: { missing } })
}

/** The names of what is not set and mail cannot be sent without. */
export function missingForMail({ mail, PUBLIC_URL, MAIL_FROM }: Settings): string[] {
  return Object.entries({ MAIL: mail, PUBLIC_URL, MAIL_FROM }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  )
}

/** The link is built from PUBLIC_URL alone, whatever Host or Origin the request had. */
export function sendResetLink(call: Call, address: string, token: string): void {
  send(call, address, {
    subject: 'Reset your password',
    lines: [
      'Somebody, hopefully you, asked to reset the password of your account.',
      'Follow this link within one hour to choose a new one. It works once.',
      'If it was not you, ignore this mail: nothing has changed.',
    ],
    link: `${call.settings.PUBLIC_URL}/reset-password?token=${token}`,
  })
}

export function sendCode(call: Call, address: string, code: string): void {
  send(call, address, {
    subject: 'Your verification code',
    lines: [
      'Enter this code to confirm that this address is yours. It is good for ten minutes.',
      'If you did not ask for it, ignore this mail.',
    ],
    code,
  })
}

export function tellPasswordChanged(call: Call, owners: Owner[]): void {
  for (const owner of owners) {
    notify(call, owner, {
      subject: 'Your password was changed',
      lines: [
        'The password of your account was changed, and other devices were signed out.',
        'If it was not you, reset your password now or tell your administrator.',
      ],
    })
  }
}

/** Told to the old address and the new one, whichever of them is proven. */
export function tellAddressChanged(call: Call, owners: Owner[]): void {
  for (const owner of owners) {
    notify(call, owner, {
      subject: 'Your e-mail address was changed',
      lines: [
        'The e-mail address of your account was changed, and other devices were signed out.',
        'If it was not you, tell your administrator.',
      ],
    })
  }
}

/** To whom an address belongs that somebody else asked to have; that one is told nothing of it. */
export function tellAddressWanted(call: Call, owner: Owner): void {
  notify(call, owner, {
    subject: 'This address already belongs to an account',
    lines: [
      'Somebody, perhaps you, asked to use this address for another account. It already belongs to an account.',
      'To use it there, change the address of this account first, or delete the account.',
      'If it was not you, ignore this mail: nothing has changed.',
    ],
  })
}

export function tellDeleted(call: Call, owner: Owner): void {
  notify(call, owner, {
    subject: 'Your account was deleted',
    lines: [
      'Your account and everything that belongs to it were deleted, as was asked for with its password.',
      'If it was not you, tell your administrator.',
    ],
  })
}

export function tellDeactivated(call: Call, owner: Owner): void {
  notify(call, owner, {
    subject: 'Your account was disabled',
    lines: [
      'Your account was disabled, as was asked for while it was signed in. All of its devices were signed out.',
      'Your administrator can enable it again. If it was not you, tell your administrator.',
    ],
  })
}

/** `device` in words of our own: what a browser says of itself could be a message from whoever signed in. */
export function tellNewDevice(call: Call, owner: Owner, device: string): void {
  notify(call, owner, {
    subject: 'A new device signed in',
    lines: [
      'Your account was used from a device it has not been used from before.',
      `${device}, ${new Date(call.now).toUTCString()}`,
      'If it was you, there is nothing to do.',
      'If it was not you, change your password now: that signs other devices out.',
    ],
  })
}

/** An account, as far as mail to its owner is concerned. */
type Owner = Pick<Account, 'email' | 'emailVerifiedAt'>

/**
 * A notice: to an address that its owner proved, and a few an hour. Anybody can register with a stranger's address, and
 * change things there as often as they like.
 */
function notify(call: Call, { email, emailVerifiedAt }: Owner, message: Message): void {
  if (email === null || emailVerifiedAt === null || missingForMail(call.settings).length > 0) return
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

/** After the answer, so that neither its time nor its success tells anything; a failure is logged by its kind. */
function send(call: Call, address: string, message: Message): void {
  call.after(deliver(call, address, message))
}

async function deliver({ settings }: Call, address: string, message: Message): Promise<void> {
  const { mail, MAIL_FROM, PRODUCT_NAME, PUBLIC_URL } = settings
  if (!mail || !MAIL_FROM || !PUBLIC_URL || !isAddress(address)) return
  await mail.send({
    from: { name: MAIL_FROM.name ?? PRODUCT_NAME, email: MAIL_FROM.email },
    to: deliverable(address),
    subject: message.subject,
    text: asText(message),
    html: await asHtml(message),
  })
}

/** The counter of mails of one kind to one address, in any spelling. */
export async function mailCounter(
  { settings }: Call,
  kind: 'link' | 'code' | 'notice',
  address: string,
): Promise<string> {
  return `mail-${kind}:${await keyedHash(settings.keys[0], 'identifier', canonical(address))}`
}

function asText({ lines, link, code }: Message): string {
  const shown = link ?? code
  return `${[...lines.slice(0, 1), ...(shown ? [shown] : []), ...lines.slice(1)].join('\n\n')}\n`
}

/** `html` escapes whatever is put into it. */
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
