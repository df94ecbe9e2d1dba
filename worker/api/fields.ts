import { isAddress, isUsername } from '../core/identifiers.ts'
import { passwordFault } from '../core/passwords.ts'
import type { Settings } from '../settings.ts'
import * as z from '../zod.ts'

/** Text as JSON means it: a lone surrogate is no character, and could not be stored and given back. */
export const text = z
  .string({ error: ({ input }) => (input === undefined ? 'is required' : 'must be a string') })
  .check(z.refine((value) => value.isWellFormed(), 'must be well-formed Unicode'))

export const filled = text.check(z.minLength(1, 'must not be empty'))

/** What one signs in with: any text but none, because sign-in tells nothing of the rules for names. */
export const byUsername = z.object({ username: filled, password: filled })
export const byEmail = z.object({ email: filled, password: filled })

/** `x@y.z` or `x@local`, as its owner spells it. */
export const address = text.check(
  z.trim(),
  z.refine(isAddress, 'must be an e-mail address'),
  z.meta({ example: 'user@example.com' }),
)

/** One rule on every path that sets a password: the largest minimum of the enabled documents. */
export function newPassword(settings: Settings) {
  return text.check(
    z.superRefine((value, context) => {
      const message = passwordFault(value, settings)
      if (message) context.addIssue({ code: 'custom', message })
    }),
  )
}

/** A name to sign in with, of what an enabled document demands. */
export function newUsername({ usernameMinLength: shortest }: Settings) {
  return text.check(
    z.trim(),
    z.minLength(shortest, `must have at least ${shortest} characters`),
    z.refine(
      (value) => value.length < shortest || isUsername(value, shortest),
      'must be at most 64 ASCII letters, digits, dots, hyphens or underscores',
    ),
  )
}

/** What one registers under: a username, or an address in its place. */
export function newName(settings: Settings) {
  const username = newUsername(settings)
  return text.check(
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
export const picture = text.check(
  z.trim(),
  z.maxLength(500, 'must have at most 500 characters'),
  z.refine(
    (value) => /^https:\/\/[^\s\p{Cc}]+$/u.test(value) && URL.canParse(value),
    'must be an https URL',
  ),
  z.meta({ example: 'https://example.com/ada.png' }),
)

/** A display name: anything a person may be called, in one line. */
export const displayName = text.check(
  z.trim(),
  z.maxLength(200, 'must have at most 200 characters'),
  z.regex(/^\P{Cc}*$/u, 'must not contain control characters'),
)

/** A display name that is not left out. */
export const filledName = displayName.check(z.minLength(1, 'must not be empty'))

/** One that may be left out; null and nothing to show are the same. */
export const optionalName = z.nullish(
  z.pipe(
    displayName,
    z.transform((value) => value || null),
  ),
)

/** `mayTrySetup` in bearer.ts reads it. */
export const setupHeaders = z.object({
  'x-setup-token': z.optional(z.string()).check(z.describe('Needed where SETUP_TOKEN is set')),
})

/** How many a page of a list holds at most. */
export function limit(most: number) {
  return z.optional(z.coerce.number<number | string>().check(z.int(), z.gte(1), z.lte(most)))
}

/** Where a page begins, as the link to it says. */
export function cursor<T>(parse: (text: string) => T | undefined) {
  return z.optional(
    z
      .pipe(z.string(), z.transform(parse))
      .check(z.refine((at) => at !== undefined, 'must come from a Link header')),
  )
}
