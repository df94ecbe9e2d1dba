import type { Call } from '../http/context.ts'
import { contents } from './contents.ts'
import { type Owner, sendCounted, sendLater, sendNotice } from './transport.ts'
import type { Recipient } from './writer.ts'

/*
 * The emails. Each is sent after the response. Durations are in milliseconds.
 */

/** Builds the link from PUBLIC_URL alone, never from the request's Host or Origin. */
export function sendResetLink(
  call: Call,
  to: Recipient,
  token: string,
  validFor: number,
  byAdministrator: boolean,
): void {
  sendLater(call, to, contents.resetLink(token, validFor, byAdministrator))
}

/** To the address of the account, which the code verifies. */
export function sendVerificationCode(
  call: Call,
  to: Recipient,
  code: string,
  validFor: number,
  byAdministrator = false,
): void {
  sendLater(call, to, contents.verificationCode(code, validFor, byAdministrator))
}

/** To the new address, which the code verifies. */
export function sendNewAddressCode(
  call: Call,
  to: Recipient,
  code: string,
  validFor: number,
): void {
  sendLater(call, to, contents.newAddressCode(code, validFor))
}

export function sendPasswordChangedNotice(
  call: Call,
  owners: Owner[],
  byAdministrator: boolean,
): void {
  for (const owner of owners) sendNotice(call, owner, contents.passwordChanged(byAdministrator))
}

/** Sent to the old and the new address, if verified. */
export function sendEmailChangedNotice(
  call: Call,
  owners: Owner[],
  byAdministrator: boolean,
): void {
  for (const owner of owners) sendNotice(call, owner, contents.emailChanged(byAdministrator))
}

/** Sent to the owner of an address that another account requested; the requester does not learn of the owner. */
export function sendEmailInUseNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, contents.emailInUse())
}

export function sendAccountDeletedNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, contents.accountDeleted())
}

export function sendAccountDisabledNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, contents.accountDisabled())
}

export function sendNewDeviceNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, contents.newDevice())
}

export function sendFactorAddedNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, contents.factorAdded())
}

export function sendFactorRemovedNotice(call: Call, owner: Owner, byAdministrator: boolean): void {
  sendNotice(call, owner, contents.factorRemoved(byAdministrator))
}

/** `left` is the number of recovery codes that remain. */
export function sendRecoveryCodeUsedNotice(call: Call, owner: Owner, left: number): void {
  sendNotice(call, owner, contents.recoveryCodeUsed(left))
}

export function sendPasskeyAddedNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, contents.passkeyAdded())
}

export function sendPasskeyRemovedNotice(call: Call, owner: Owner, byAdministrator: boolean): void {
  sendNotice(call, owner, contents.passkeyRemoved(byAdministrator))
}

interface Invitation {
  to: string
  /** The name of the person who invites. */
  inviter: string
  link: string
  /** The language of the inviter, who knows the recipient. */
  locale?: string | null
  /** Milliseconds. */
  validFor?: number
}

/** Sent to anyone, so at most `mailsPerHour` per hour to one address. The caller limits the invitations of one account. */
export function sendInvitation(
  call: Call,
  { to, inviter, link, locale = null, validFor }: Invitation,
): void {
  const content = contents.invitation(inviter, link, validFor)
  sendCounted(call, 'invitation', { email: to, locale }, content)
}
