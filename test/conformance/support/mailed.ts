import { expect } from 'vitest'
import { publicUrl } from './instance.ts'
import type { Mail, Service } from './service.ts'

/** What tells the mails from one another. */
export const link = /\?token=/
export const code = /^\d{6}$/m
export const notice = /was changed/

/** The token of the one link of a mail. */
export function tokenIn({ text }: Mail): string {
  const links = text.match(/https?:\/\/\S+/g) ?? []
  expect(links).toHaveLength(1)
  const { origin, pathname, searchParams } = new URL(links[0] ?? '')
  expect(`${origin}${pathname}`).toBe(`${publicUrl}/reset-password`)
  expect([...searchParams.keys()]).toEqual(['token'])
  return searchParams.get('token') ?? ''
}

/** The one six-digit number of a mail. */
export function codeIn({ text }: Mail): string {
  const codes = text.match(/\d{6,}/g) ?? []
  expect(codes).toEqual([expect.stringMatching(/^\d{6}$/)])
  return codes[0] ?? ''
}

/** Asks for a reset link and gives the token that was mailed. */
export async function resetToken(service: Service, email: string): Promise<string> {
  const before = service.mails(email, link).length
  await service.expecting(200, service.post('/api/auth/send-password-reset-link', { email }))
  return tokenIn(await service.mail(email, link, before + 1))
}

/** Asks for a code for the account of this session, and gives what verify-otp wants. */
export async function challenge(
  service: Service,
  { email, token }: { email: string; token: string },
): Promise<{ otp: string; token: string }> {
  const before = service.mails(email, code).length
  const asked = service.post('/api/auth/me/send-otp', undefined, { token })
  const { body } = await service.expecting(200, asked)
  return { otp: codeIn(await service.mail(email, code, before + 1)), token: body.token }
}

export function verify(service: Service, form: { otp: string; token: string }) {
  return service.request('POST', '/api/auth/verify-otp', { form })
}

/** Proves the address of an account: notices go to no other. */
export async function prove(
  service: Service,
  owner: { email: string; token: string },
): Promise<void> {
  await service.expecting(200, verify(service, await challenge(service, owner)))
}

/** Some other six digits, each time others. */
export function wrongCodes(otp: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    String((Number(otp) + 1 + i) % 1_000_000).padStart(6, '0'),
  )
}
