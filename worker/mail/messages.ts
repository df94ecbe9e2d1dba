import type { Call } from '../http/context.ts'
import { type Owner, sendLater, sendNotice } from './transport.ts'

/** Builds the link from PUBLIC_URL alone, never from the request's Host or Origin. */
export function sendResetLink(call: Call, address: string, token: string): void {
  sendLater(call, address, {
    subject: 'Reset your password',
    lines: [
      'You requested a password reset for your account. Follow this link to choose a new password:',
      'The link expires in one hour and can be used once.',
      'If you did not request a password reset, ignore this email. Your password has not changed.',
    ],
    link: `${call.settings.PUBLIC_URL}/reset-password?token=${token}`,
  })
}

export function sendVerificationCode(call: Call, address: string, code: string): void {
  sendLater(call, address, {
    subject: 'Your verification code',
    lines: [
      'Enter this code to verify your email address:',
      'The code expires in ten minutes.',
      'If you did not request this code, ignore this email.',
    ],
    code,
  })
}

export function sendPasswordChangedNotice(call: Call, owners: Owner[]): void {
  for (const owner of owners) {
    sendNotice(call, owner, {
      subject: 'Your password was changed',
      lines: [
        'The password of your account was changed, and other devices were signed out.',
        'If you did not make this change, reset your password now or contact your administrator.',
      ],
    })
  }
}

/** Sent to the old and the new address, if verified. */
export function sendEmailChangedNotice(call: Call, owners: Owner[]): void {
  for (const owner of owners) {
    sendNotice(call, owner, {
      subject: 'Your email address was changed',
      lines: [
        'The email address of your account was changed, and other devices were signed out.',
        'If you did not make this change, contact your administrator.',
      ],
    })
  }
}

/** Sent to the owner of an address that another account requested; the requester does not learn of the owner. */
export function sendEmailInUseNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, {
    subject: 'Your email address is already in use',
    lines: [
      'Someone, possibly you, requested to use this email address for another account. The address already belongs to your account.',
      'To use this address for the other account, change the email address of your account first, or delete your account.',
      'If you did not make this request, ignore this email. Nothing has changed.',
    ],
  })
}

export function sendAccountDeletedNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, {
    subject: 'Your account was deleted',
    lines: [
      'Your account and all of its data were deleted. The request was confirmed with your password.',
      'If you did not make this request, contact your administrator.',
    ],
  })
}

export function sendAccountDisabledNotice(call: Call, owner: Owner): void {
  sendNotice(call, owner, {
    subject: 'Your account was disabled',
    lines: [
      'Your account was disabled from a signed-in device. All devices were signed out.',
      'An administrator can enable your account again. If you did not make this request, contact your administrator.',
    ],
  })
}

/** `device` is one of our own names: a raw User-Agent could carry a message from an attacker who signed in. */
export function sendNewDeviceNotice(call: Call, owner: Owner, device: string): void {
  sendNotice(call, owner, {
    subject: 'New sign-in to your account',
    lines: [
      'A new device signed in to your account:',
      `${device}, ${new Date(call.now).toUTCString()}`,
      'If this was you, no action is needed.',
      'If this was not you, change your password now. Changing your password signs out other devices.',
    ],
  })
}
