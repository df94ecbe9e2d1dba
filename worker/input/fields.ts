import { isAddress } from '../accounts/identifiers.ts'
import { usernameFault } from '../accounts/usernames.ts'
import type { Settings } from '../config/settings.ts'
import { validatePassword } from '../passwords/policy.ts'
import { maxLength } from './max-length.ts'
import { typed } from './typed-code.ts'
import * as z from './zod.ts'

/** Text as JSON means it: a lone surrogate is no character, and could not be stored and given back. */
const wellFormed = z.refine<string>((value) => value.isWellFormed(), 'must be well-formed Unicode')
const notEmpty = z.minLength(1, 'must not be empty')

/** Text of at most `most` code points. The length is checked first, and no other check runs on longer text. */
export function text(most: number, error = `must have at most ${most} characters`) {
  return z.string().check(
    z.refine((value) => value.length <= most || [...value].length <= most, {
      error,
      abort: true,
    }),
    wellFormed,
    z.meta({ maxLength: most }),
  )
}

/** Text that is only looked up: longer text equals nothing that is stored, so the maximum is published, not checked. */
export function lookup(most: number) {
  return z.string().check(wellFormed, z.meta({ maxLength: most }))
}

export function filled(most: number) {
  return text(most).check(notEmpty)
}

/** Text that is compared with something that is stored, and is not empty. */
const compared = (most: number) => lookup(most).check(notEmpty)

/** The password that an account has, to confirm a change. */
export const currentPassword = compared(maxLength.password)

/** Another's user token, to sign up with, as a person types or pastes it. */
export const userToken = z.pipe(compared(maxLength.token), z.transform(typed))

/** A JWT that is sent as text. */
export const sentToken = compared(maxLength.token)

/** A mailed code likewise; whether it is one is for the operation to say. */
export const mailedCode = z.pipe(compared(maxLength.code), z.transform(typed))

/** What one signs in with: any text but none. Sign-in answers text past its maximum as it answers any wrong text. */
const identifier = compared(maxLength.identifier)
export const byUsername = z.object({ username: identifier, password: currentPassword })
export const byEmail = z.object({ email: identifier, password: currentPassword })

/** An id in a path: one of any form that names nothing is 404. */
export const id = lookup(maxLength.id)

/** `x@y.z` or `x@local`, as its owner spells it. */
export const address = text(maxLength.address).check(
  z.trim(),
  z.refine(isAddress, 'must be an e-mail address'),
  z.meta({ example: 'user@example.com' }),
)

/** An address that null leaves as it is. */
export const givenAddress = given(address)

/** One rule on every path that sets a password: the largest minimum of the enabled documents. */
export function newPassword(settings: Settings) {
  return passwordOf(settings, false)
}

/** A password that a client may leave empty: empty text and null are the same as nothing. */
export function givenPassword(settings: Settings) {
  return given(passwordOf(settings, true))
}

export const givenCurrentPassword = given(text(maxLength.password))

function passwordOf(settings: Settings, mayBeEmpty: boolean) {
  return text(maxLength.newPassword, 'must have at most 72 bytes').check(
    z.superRefine((value, context) => {
      const message = mayBeEmpty && value === '' ? undefined : validatePassword(value, settings)
      if (message) context.addIssue({ code: 'custom', message })
    }),
  )
}

function given<T extends z.ZodMiniType<string>>(schema: T) {
  return z.pipe(
    z.nullish(schema),
    z.transform((value) => value || undefined),
  )
}

/** A name to sign in with, of what an enabled document demands. */
export function newUsername({ usernameMinLength: shortest }: Settings) {
  return text(maxLength.username).check(
    z.trim(),
    z.superRefine((value, context) => {
      const message = usernameFault(value, shortest)
      if (message) context.addIssue({ code: 'custom', message })
    }),
    z.meta({ minLength: shortest }),
  )
}

/** What one registers under: a username, or an address in its place. */
export function newName(settings: Settings) {
  const username = newUsername(settings)
  return text(maxLength.address).check(
    z.trim(),
    z.superRefine((value, context) => {
      if (isAddress(value)) return
      const { error } = username.safeParse(value)
      const message = value.includes('@') ? 'must be an e-mail address' : error?.issues[0]?.message
      if (message) context.addIssue({ code: 'custom', message })
    }),
  )
}

/** A picture's address: pages of an https site load it from nowhere else. */
export const picture = text(maxLength.picture).check(
  z.trim(),
  z.refine(
    (value) => /^https:\/\/[^\s\p{Cc}]+$/u.test(value) && URL.canParse(value),
    'must be an https URL',
  ),
  z.meta({ example: 'https://example.com/ada.png' }),
)

/** A display name: anything a person may be called, in one line. */
export const displayName = text(maxLength.displayName).check(
  z.trim(),
  z.regex(/^\P{Cc}*$/u, 'must not contain control characters'),
)

/** A display name that is not left out. */
export const filledName = displayName.check(notEmpty)

/** A name that null leaves as it is, and empty text takes away. */
export const givenName = z.pipe(
  z.nullish(displayName),
  z.transform((value) => (value === '' ? null : (value ?? undefined))),
)

/** One that may be left out; null and nothing to show are the same. */
export const optionalName = z.nullish(
  z.pipe(
    displayName,
    z.transform((value) => value || null),
  ),
)

/** `mayTrySetup` in bearer.ts reads it. */
export const setupHeaders = z.object({
  'x-setup-token': z
    .optional(lookup(maxLength.token))
    .check(z.describe('Needed if SETUP_TOKEN is set')),
})

/** How many a page of a list holds at most. */
export function limit(most: number) {
  return z.optional(z.coerce.number<number | string>().check(z.int(), z.gte(1), z.lte(most)))
}

/** Where a page begins, as the link to it says. */
export function cursor<T>(parse: (text: string) => T | undefined) {
  return z.optional(
    z
      .pipe(text(maxLength.cursor), z.transform(parse))
      .check(z.refine((at) => at !== undefined, 'must come from a Link header')),
  )
}
