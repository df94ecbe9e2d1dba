import { expect } from 'vitest'
import type { Service } from './service.ts'

/** Requests a minute that the real rate limit binding lets through from one network. */
export const floodLimit = 100

/** An IPv4 address no test used before. */
export function someAddress(): string {
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint8Array(3))
  return `172.${a}.${b}.${c}`
}

/** Uses up what an address may send in a minute. None of it hashes, mails or reads storage. */
export async function exhaust(service: Service, address: string | undefined): Promise<void> {
  const headers = address === undefined ? {} : { 'CF-Connecting-IP': address }
  for (let sent = 0; sent < floodLimit; sent++) {
    const { status } = await service.post('/api/auth/login', {}, { headers })
    expect(status, `request ${sent + 1}`).toBe(400)
  }
}

/**
 * The window of the rate limit is a minute of the wall clock, which a test cannot stop: what failed while the
 * minute turned is done again, from an address of its own.
 */
export async function withinOneMinute(work: (address: string) => Promise<void>): Promise<void> {
  const minute = () => Math.floor(Date.now() / 60_000)
  const begun = minute()
  try {
    await work(someAddress())
  } catch (error) {
    if (minute() === begun) throw error
    await work(someAddress())
  }
}
