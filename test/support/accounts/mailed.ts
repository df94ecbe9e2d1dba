import { expect } from 'vitest'
import type { Answer, Client, Mail } from '../requests/client.ts'
import { claimsOf } from './forge.ts'

/** Text by which the kinds of email differ. */
export const link = /\?token=/
export const code = /^\d{6}$/m
export const notice = /was changed/

/** The only link with a token of an email, from its text part. */
export function linkIn(mail: Pick<Mail, 'text'> | undefined): URL {
  const links = mail?.text.match(/https?:\/\/\S+\?(?:token|invitation)=\S+/g) ?? []
  expect(links).toHaveLength(1)
  return new URL(links[0] ?? '')
}

/** The reset token of an email. */
export function tokenIn(mail: Pick<Mail, 'text'> | undefined): string {
  const { origin, pathname, searchParams } = linkIn(mail)
  expect(`${origin}${pathname}`).toBe('https://sign-in.test/reset-password')
  expect([...searchParams.keys()]).toEqual(['token'])
  return searchParams.get('token') ?? ''
}

/** The only six-digit number of an email, from its text part. An address may contain digits, too. */
export function codeIn(mail: Pick<Mail, 'text'> | undefined): string {
  const codes = mail?.text.match(/^\d{6}$/gm) ?? []
  expect(codes, 'lines that are a code').toHaveLength(1)
  return codes[0] ?? ''
}

/** Requests a reset link and returns its token. `to` is the address as it is stored. */
export async function resetToken(client: Client, email: string, to = email): Promise<string> {
  const ask = () =>
    client.expecting(200, client.post('/api/auth/send-password-reset-link', { email }))
  return linkIn(await client.newMail(to, link, ask)).searchParams.get('token') ?? ''
}

/** The form of verify-otp. */
export type Challenge = { otp: string; token: string }

/** Requests a verification code for the account of a session, which is sent to the address in its token. */
export async function challenge(
  client: Client,
  token: string,
  email = claimsOf(token).email ?? '',
): Promise<Challenge> {
  let answer: Answer | undefined
  const mail = await client.newMail(email, code, async () => {
    const asked = client.post('/api/auth/me/send-otp', undefined, { token })
    answer = await client.expecting(200, asked)
  })
  return { otp: codeIn(mail), token: answer?.body.token }
}

/** Submits a verification code. */
export function submitCode(client: Client, form: Challenge): Promise<Answer> {
  return client.request('POST', '/api/auth/verify-otp', { form })
}

/** Verifies the email address of a session's account. Notices go to verified addresses only. */
export async function verifyAddress(client: Client, token: string): Promise<void> {
  await client.expecting(200, submitCode(client, await challenge(client, token)))
}

/** Wrong codes, each different. */
export function wrongCodes(otp: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    String((Number(otp) + 1 + i) % 1_000_000).padStart(6, '0'),
  )
}

/** A wrong code. */
export function otherThan(otp: string): string {
  return wrongCodes(otp, 1)[0] ?? ''
}
