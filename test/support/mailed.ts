import { expect } from 'vitest'
import type { Mail, Service } from './service.ts'

/** The one link of a mail, from its text part. */
export function linkIn(mail: Mail | undefined): URL {
  const links = mail?.text.match(/https?:\/\/\S+/g) ?? []
  expect(links).toHaveLength(1)
  return new URL(links[0] ?? '')
}

/** The one six-digit number of a mail, from its text part. */
export function codeIn(mail: Mail | undefined): string {
  const codes = mail?.text.match(/\d{6,}/g) ?? []
  expect(codes).toEqual([expect.stringMatching(/^\d{6}$/)])
  return codes[0] ?? ''
}

/** Asks for a reset link and gives the token of the one that was mailed. */
export async function resetToken(service: Service, email: string): Promise<string> {
  const before = service.mails.length
  const { status } = await service.post('/api/auth/send-password-reset-link', { email })
  expect(status).toBe(200)
  expect(service.mails).toHaveLength(before + 1)
  return linkIn(service.mails.at(-1)).searchParams.get('token') ?? ''
}

/** What verify-otp wants. */
export type Challenge = { otp: string; token: string }

/** Asks for a code for the account of this session. */
export async function challenge(service: Service, session: string): Promise<Challenge> {
  const { status, body } = await service.post('/api/auth/me/send-otp', undefined, {
    token: session,
  })
  expect(status).toBe(200)
  return { otp: codeIn(service.mails.at(-1)), token: body.token }
}

/** Some other six digits than these. */
export function otherThan(otp: string): string {
  return String((Number(otp) + 1) % 1_000_000).padStart(6, '0')
}
