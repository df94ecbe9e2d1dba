import { languageTags } from '../../web/text/languages.ts'
import type { Settings } from '../config/settings.ts'
import { isEmailAddress } from '../input/email-address.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { lookup, notEmpty, omittable, oneLine, text } from '../input/text.ts'
import * as z from '../input/zod.ts'
import { validateUsername } from './usernames.ts'

/** An id in a path. An unknown id of any form is 404. */
export const id = once(() => lookup(maxLength.id))

/** An email address, `x@y.z` or `x@local`, as its owner writes it. */
export const emailAddress = once(() =>
  text(maxLength.address).check(
    z.trim(),
    z.refine(isEmailAddress, 'must be an email address'),
    z.meta({ example: 'user@example.com' }),
  ),
)

/** An email address that null and empty text leave unchanged. */
export const omittableEmailAddress = once(() => omittable(emailAddress()))

/** A new username. The minimum length is the largest that an enabled document requires. */
export function newUsername({ usernameMinLength: min }: Settings) {
  return text(maxLength.username).check(
    z.trim(),
    z.superRefine((value, context) => {
      const message = validateUsername(value, min)
      if (message) context.addIssue({ code: 'custom', message })
    }),
    z.meta({ minLength: min }),
  )
}

/** The identifier of a registration: a username or an email address. */
export function newIdentifier(settings: Settings) {
  const username = newUsername(settings)
  return text(maxLength.address).check(
    z.trim(),
    z.superRefine((value, context) => {
      if (isEmailAddress(value)) return
      const { error } = username.safeParse(value)
      const message = value.includes('@') ? 'must be an email address' : error?.issues[0]?.message
      if (message) context.addIssue({ code: 'custom', message })
    }),
  )
}

/** The language of pages and emails: one that we offer (BCP 47). */
export const locale = once(() => z.enum(languageTags))

/** The URL of a picture. Pages of an https site load pictures from https only. */
export const picture = once(() =>
  text(maxLength.picture).check(
    z.trim(),
    z.refine(
      (value) => /^https:\/\/[^\s\p{Cc}]+$/u.test(value) && URL.canParse(value),
      'must be an https URL',
    ),
    z.meta({ example: 'https://example.com/ada.png' }),
  ),
)

/** A display name: any text on one line. */
const displayName = once(() => text(maxLength.displayName).check(z.trim(), oneLine))

/** A display name that must not be empty. */
export const requiredName = once(() => displayName().check(notEmpty))

/** A display name that null leaves unchanged and empty text removes. */
export const removableName = once(() =>
  z.pipe(
    z.nullish(displayName()),
    z.transform((value) => (value === '' ? null : (value ?? undefined))),
  ),
)

/** A display name that may be left out; null and empty text both mean none. */
export const optionalName = once(() =>
  z.nullish(
    z.pipe(
      displayName(),
      z.transform((value) => value || null),
    ),
  ),
)
