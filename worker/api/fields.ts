import * as z from 'zod'
import { isAddress, isUsername } from '../core/identifiers.ts'
import { passwordFault } from '../core/passwords.ts'
import type { Settings } from '../settings.ts'

/** Text as JSON means it: a lone surrogate is no character, and could not be stored and given back. */
export const text = z
  .string({ error: ({ input }) => (input === undefined ? 'is required' : 'must be a string') })
  .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')

export const filled = text.min(1, 'must not be empty')

/** What one signs in with: any text but none, because sign-in tells nothing of the rules for names. */
export const byUsername = z.object({ username: filled, password: filled })
export const byEmail = z.object({ email: filled, password: filled })

/** `x@y.z` or `x@local`, as its owner spells it. */
export const address = text
  .trim()
  .refine(isAddress, 'must be an e-mail address')
  .meta({ example: 'user@example.com' })

/** One rule on every path that sets a password: the largest minimum of the enabled documents. */
export function newPassword(settings: Settings) {
  return text.superRefine((value, context) => {
    const message = passwordFault(value, settings)
    if (message) context.addIssue({ code: 'custom', message })
  })
}

/** A name to sign in with, of what an enabled document demands. */
export function newUsername({ usernameMinLength: shortest }: Settings) {
  return text
    .trim()
    .min(shortest, `must have at least ${shortest} characters`)
    .refine(
      (value) => value.length < shortest || isUsername(value, shortest),
      'must be at most 64 ASCII letters, digits, dots, hyphens or underscores',
    )
}

/** What one registers under: a username, or an address in its place. */
export function newName(settings: Settings) {
  const username = newUsername(settings)
  return text.trim().superRefine((value, context) => {
    if (isAddress(value)) return
    const { error } = username.safeParse(value)
    const message = value.includes('@') ? 'must be an e-mail address' : error?.issues[0]?.message
    if (message) context.addIssue({ code: 'custom', message })
  })
}

/** A picture's address: pages of an https site load it from nowhere else. */
export const picture = text
  .trim()
  .max(500, 'must have at most 500 characters')
  .refine(
    (value) => /^https:\/\/[^\s\p{Cc}]+$/u.test(value) && URL.canParse(value),
    'must be an https URL',
  )
  .meta({ example: 'https://example.com/ada.png' })

/** A display name: anything a person may be called, in one line. */
export const displayName = text
  .trim()
  .max(200, 'must have at most 200 characters')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
