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

const minute = () => Math.floor(Date.now() / 60_000)

let spent: { in: number; address: string } | undefined

/** What an address that has used up its minute is told; many can ask with the same one. */
export function whenExhausted(
  service: Service,
  work: (address: string) => Promise<void>,
): Promise<void> {
  return withinOneMinute(async (fresh) => {
    const now = minute()
    if (spent?.in !== now) {
      await exhaust(service, fresh)
      spent = { in: now, address: fresh }
    }
    await work(spent.address)
  })
}

/**
 * The window of the rate limit is a minute of the wall clock, which a test cannot stop: what failed while the
 * minute turned is done again, from an address of its own.
 */
export async function withinOneMinute(work: (address: string) => Promise<void>): Promise<void> {
  const begun = minute()
  try {
    await work(someAddress())
  } catch (error) {
    if (minute() === begun) throw error
    await work(someAddress())
  }
}
