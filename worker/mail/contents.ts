import { pattern } from '../input/pattern.ts'
import type { Content } from './template.ts'
import type { Writer } from './writer.ts'

/** What each email says: the facts of an email to its content. */
export const contents = {
  resetLink: (token: string, validFor: number, byAdministrator: boolean) => (w) => ({
    ...titled(w.t(w.passwords ? 'email.reset.subject' : 'email.recover.subject')),
    text: w.t(w.passwords ? 'email.reset.text' : 'email.recover.text'),
    button: {
      label: w.t(w.passwords ? 'email.reset.button' : 'email.recover.button'),
      url: w.url(`/reset-password?token=${token}`),
    },
    notes: [w.t('email.reset.expires', { time: w.inTime(validFor) })],
    details: byAdministrator ? w.requestByAdministrator() : w.request(),
    notYou: w.t(w.passwords ? 'email.reset.not_you' : 'email.email_in_use.not_you'),
    ...securityLink(w),
  }),

  verificationCode: (code: string, validFor: number, byAdministrator: boolean) => (w) => ({
    ...codeContent(w, code, validFor),
    ...(byAdministrator && { details: w.requestByAdministrator() }),
    heading: w.t('email.code.heading'),
    text: w.t('email.code.text'),
  }),

  newAddressCode: (code: string, validFor: number) => (w) => ({
    ...codeContent(w, code, validFor),
    heading: w.t('email.new_address.heading'),
    text: w.t('email.new_address.text'),
  }),

  passwordChanged: (byAdministrator: boolean) => (w) => ({
    ...titled(w.t('email.password_changed.subject')),
    text: w.t('email.password_changed.text'),
    ...(!byAdministrator &&
      button(w.t('email.password_changed.button'), w.page('/auth/forgot-password'))),
    notes: [],
    ...(byAdministrator
      ? { details: w.requestByAdministrator(), notYou: w.t('email.unexpected') }
      : { details: w.request(), notYou: w.t('email.password_changed.not_you') }),
  }),

  emailChanged: (byAdministrator: boolean) => (w) => ({
    ...titled(w.t('email.email_changed.subject')),
    text: w.t('email.email_changed.text'),
    notes: [],
    ...(byAdministrator
      ? { details: w.requestByAdministrator(), notYou: w.t('email.unexpected') }
      : { details: w.request(), notYou: w.t('email.contact') }),
  }),

  emailInUse: () => (w) => ({
    ...titled(w.t('email.email_in_use.subject')),
    text: w.t('email.email_in_use.text'),
    notes: [w.t('email.email_in_use.advice')],
    details: w.request(),
    notYou: w.t('email.email_in_use.not_you'),
    ...securityLink(w),
  }),

  accountDeleted: () => (w) => ({
    ...titled(w.t('email.account_deleted.subject')),
    text: w.t('email.account_deleted.text'),
    notes: [],
    details: w.request(),
    notYou: w.t('email.contact'),
  }),

  accountDisabled: () => (w) => ({
    ...titled(w.t('email.account_disabled.subject')),
    text: w.t('email.account_disabled.text'),
    notes: [],
    details: w.request(),
    notYou: w.t('email.contact'),
  }),

  newDevice: () => (w) => ({
    ...titled(w.t('email.new_device.subject')),
    text: w.t('email.new_device.text'),
    ...button(w.t('email.new_device.button'), w.page('/auth/account/devices')),
    notes: [w.t('email.new_device.was_you')],
    details: w.request(),
    notYou: signInNotYou(w),
  }),

  factorAdded: () => (w) => ({
    ...titled(w.t('email.factor_added.subject')),
    text: w.t('email.factor_added.text'),
    notes: [],
    details: w.request(),
    notYou: w.t('email.contact'),
    ...securityLink(w),
  }),

  factorRemoved: (byAdministrator: boolean) => (w) => ({
    ...titled(w.t('email.factor_removed.subject')),
    text: w.t('email.factor_removed.text'),
    notes: [],
    ...(byAdministrator
      ? { details: w.requestByAdministrator(), notYou: w.t('email.unexpected') }
      : { details: w.request(), notYou: w.t('email.contact') }),
    ...securityLink(w),
  }),

  passkeyAdded: () => (w) => ({
    ...titled(w.t('email.passkey_added.subject')),
    text: w.t('email.passkey_added.text'),
    notes: [],
    details: w.request(),
    notYou: w.t('email.contact'),
    ...securityLink(w),
  }),

  passkeyRemoved: (byAdministrator: boolean) => (w) => ({
    ...titled(w.t('email.passkey_removed.subject')),
    text: w.t('email.passkey_removed.text'),
    notes: [],
    ...(byAdministrator
      ? { details: w.requestByAdministrator(), notYou: w.t('email.unexpected') }
      : { details: w.request(), notYou: w.t('email.contact') }),
    ...securityLink(w),
  }),

  recoveryCodeUsed: (left: number) => (w) => ({
    ...titled(w.t('email.recovery_code_used.subject')),
    text: w.t('email.recovery_code_used.text', { left: String(left) }),
    notes: [],
    details: w.request(),
    notYou: signInNotYou(w),
    ...securityLink(w),
  }),

  /** The place and the device of the inviter are not the recipient's business. */
  invitation: (inviter: string, link: string, validFor: number | undefined) => (w) => {
    const name = { inviter: personName(inviter) ?? w.t('email.invitation.someone') }
    return {
      ...titled(w.t('email.invitation.subject', name)),
      text: w.t('email.invitation.text', name),
      button: { label: w.t('email.invitation.button'), url: link },
      notes:
        validFor === undefined
          ? []
          : [w.t('email.invitation.expires', { time: w.inTime(validFor) })],
      details: [],
      notYou: w.t('email.invitation.not_you'),
    }
  },
} satisfies Record<string, (...facts: never[]) => (writer: Writer) => Content>

function titled(subject: string): Pick<Content, 'subject' | 'heading'> {
  return { subject, heading: subject }
}

function codeContent(w: Writer, code: string, validFor: number): Omit<Content, 'heading' | 'text'> {
  return {
    // Readable in a notification, and where clients offer to fill in a code.
    subject: w.t('email.code.subject', { code }),
    code,
    notes: [w.t('email.code.expires', { time: w.inTime(validFor) })],
    details: w.request(),
    notYou: w.t('email.code.not_you'),
  }
}

function button(label: string, url: string | undefined): Pick<Content, 'button'> {
  return url === undefined ? {} : { button: { label, url } }
}

/** What to do about a sign-in of someone else. */
function signInNotYou(w: Writer): string {
  return w.t(w.passwords ? 'email.new_device.not_you' : 'email.contact')
}

function securityLink(w: Writer): Pick<Content, 'link'> {
  const url = w.page('/auth/account/security')
  return url === undefined ? {} : { link: { label: w.t('email.account'), url } }
}

/** Characters of a name that an email repeats. */
const longestName = 60

/** What mail clients turn into a link: a URL, an address, and a host name with any full stop that browsers accept. */
const link = pattern(String.raw`://|@|[\p{L}\p{N}][.。]\p{L}{2}`)

/**
 * A name that its owner chose, in an email to someone else: one short line without invisible characters. Undefined if mail
 * clients would turn a part of it into a link, so that invitations carry no advertisements, and no one invites in the name of an
 * address.
 */
function personName(text: string): string | undefined {
  const name = text.replace(/[\p{Cc}\p{Cf}]/gu, '').trim()
  if (name === '' || link().test(name.normalize('NFKC'))) return undefined
  const characters = [...name]
  return characters.length > longestName ? `${characters.slice(0, longestName).join('')}…` : name
}
