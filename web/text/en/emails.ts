/**
 * Texts of the emails. Every text can also use `{product}`, `{email}` (the address that the email is sent to) and `{contact}`
 * (SUPPORT_EMAIL, or "your administrator").
 */
export const emails = {
  'email.when': 'When',
  'email.where': 'Where',
  'email.device': 'Device',
  'email.device.on': '{browser} on {system}',
  'email.unknown': 'Unknown',
  'email.by': 'By',
  'email.by.administrator': 'An administrator',

  'email.link': 'Button not working? Copy this link into your browser:',
  'email.contact': 'If it wasn’t you, contact {contact}.',
  'email.unexpected': 'If you didn’t expect this, contact {contact}.',
  'email.contact.administrator': 'your administrator',
  'email.account': 'Review your account',
  'email.footer': 'Sent by {product} to {email}.',
  'email.questions': 'Questions? Contact {contact}.',

  'email.reset.subject': 'Reset your {product} password',
  'email.reset.text':
    'Someone asked to reset the password for {email}. If it was you, choose a new one.',
  'email.reset.button': 'Choose a new password',
  'email.reset.expires': 'The link works once and expires {time}.',
  'email.reset.not_you': 'If it wasn’t you, ignore this email. Your password hasn’t changed.',
  'email.recover.subject': 'Sign in to {product} and add a passkey',
  'email.recover.text':
    'Someone asked for a link to sign in as {email}. If it was you, use it to sign in and add a new passkey.',
  'email.recover.button': 'Sign in',

  'email.code.subject': '{code} is your {product} code',
  'email.code.heading': 'Verify your email address',
  'email.code.text': 'Enter this code to verify {email}.',
  'email.code.expires': 'The code works once and expires {time}. Don’t share it with anyone.',
  'email.code.not_you': 'If you didn’t request a code, ignore this email.',

  'email.new_address.heading': 'Confirm your new email address',
  'email.new_address.text': 'Enter this code to use {email} for your {product} account.',

  'email.password_changed.subject': 'Your {product} password was changed',
  'email.password_changed.text':
    'The password for {email} was changed, and other devices were signed out.',
  'email.password_changed.button': 'Reset your password',
  'email.password_changed.not_you': 'If it wasn’t you, reset your password now.',

  'email.email_changed.subject': 'Your {product} email address was changed',
  'email.email_changed.text':
    'The email address of your account was changed, and other devices were signed out.',

  'email.email_in_use.subject': 'Your email address is already in use',
  'email.email_in_use.text':
    'Someone, maybe you, wanted to use {email} for another {product} account. It already belongs to your account.',
  'email.email_in_use.advice':
    'To use it for the other account, first change the email address of this account, or delete this account.',
  'email.email_in_use.not_you': 'If it wasn’t you, ignore this email. Nothing has changed.',

  'email.account_deleted.subject': 'Your {product} account was deleted',
  'email.account_deleted.text': 'Your account and all of its data were deleted.',

  'email.account_disabled.subject': 'Your {product} account was disabled',
  'email.account_disabled.text':
    'Your account was disabled from a signed-in device, and all devices were signed out. An administrator can enable it again.',

  'email.new_device.subject': 'New sign-in to your {product} account',
  'email.new_device.text': 'Someone signed in as {email} on a new device.',
  'email.new_device.button': 'Review your devices',
  'email.new_device.was_you': 'If it was you, you don’t need to do anything.',
  'email.new_device.not_you':
    'If it wasn’t you, change your password now. This signs out other devices.',

  'email.factor_added.subject': 'Two-step verification is on for your {product} account',
  'email.factor_added.text':
    'An authenticator app was added to the account of {email}, and other devices were signed out.',
  'email.factor_removed.subject': 'Two-step verification is off for your {product} account',
  'email.factor_removed.text':
    'The authenticator app and the recovery codes of {email} were removed. No code is needed to sign in any more.',
  'email.passkey_added.subject': 'A passkey was added to your {product} account',
  'email.passkey_added.text':
    'A passkey was added to the account of {email}. It can be used to sign in.',
  'email.passkey_removed.subject': 'A passkey was removed from your {product} account',
  'email.passkey_removed.text':
    'A passkey was removed from the account of {email}. It can no longer be used to sign in.',
  'email.recovery_code_used.subject': 'A recovery code was used for your {product} account',
  'email.recovery_code_used.text':
    'Someone signed in as {email} with a recovery code. Codes left: {left}.',

  'email.invitation.subject': '{inviter} invited you to {product}',
  'email.invitation.text': '{inviter} invited you to create a {product} account.',
  'email.invitation.button': 'Accept invitation',
  'email.invitation.expires': 'The invitation expires {time}.',
  'email.invitation.someone': 'Someone',
  'email.invitation.not_you': 'If you didn’t expect an invitation, ignore this email.',
} as const
