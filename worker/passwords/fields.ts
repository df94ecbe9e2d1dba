import type { Settings } from '../config/settings.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { compared, omittable, text } from '../input/text.ts'
import * as z from '../input/zod.ts'
import { validatePassword } from './policy.ts'

/** The current password of an account, to confirm a change. */
export const currentPassword = once(() => compared(maxLength.password))

/** A current password that a client may leave out: empty text and null mean undefined. */
export const omittableCurrentPassword = once(() => omittable(text(maxLength.password)))

/** A new password. Every operation that sets one has the same rule: the largest minimum of the enabled documents. */
export function newPassword(settings: Settings) {
  return passwordField(settings, false)
}

/** A new password that a client may leave out: empty text and null mean undefined. */
export function omittablePassword(settings: Settings) {
  return omittable(passwordField(settings, true))
}

function passwordField(settings: Settings, mayBeEmpty: boolean) {
  return text(maxLength.newPassword, 'must have at most 72 bytes').check(
    z.superRefine(async (value, context) => {
      // Any password is refused later, with the reason.
      if (!settings.PASSWORDS || (mayBeEmpty && value === '')) return
      const message = await validatePassword(value, settings)
      if (message) context.addIssue({ code: 'custom', message })
    }),
  )
}
