import { expect } from 'vitest'
import type { Client, Options } from './client.ts'

/** Requests a minute that the rate limit binding accepts from one network. */
export const rateLimit = 100

/** An IPv4 address that no test used before. */
export function someAddress(): string {
  return `172.${crypto.getRandomValues(new Uint8Array(3)).join('.')}`
}

/** The same request from a new network, so that no rate limit applies to it. */
export function fromAnywhere<S extends Options>(sent: S): S & { ip: string } {
  return { ...sent, ip: someAddress() }
}

/** Uses up the requests of an address for this minute. None of them hashes, mails or reads storage. */
export async function exhaust(client: Client, address: string | undefined): Promise<void> {
  for (let sent = 0; sent < rateLimit; sent++) {
    const { status } = await client.post(
      '/api/auth/login',
      {},
      address === undefined ? {} : { ip: address },
    )
    expect(status, `request ${sent + 1}`).toBe(400)
  }
}

const minute = () => Math.floor(Date.now() / 60_000)

let spent: { in: number; address: string } | undefined

/** Does this from an address that has used up its minute. Several tests share the address. */
export function whenExhausted(
  client: Client,
  work: (address: string) => Promise<void>,
): Promise<void> {
  return withinOneMinute(async (fresh) => {
    const now = minute()
    if (spent?.in !== now) {
      await exhaust(client, fresh)
      spent = { in: now, address: fresh }
    }
    await work(spent.address)
  })
}

/**
 * The window of the rate limit is a minute of the wall clock, which a test cannot stop: if the minute ends during a
 * failure, the work is done again, from another address.
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
