// These tests run in Node, because workerd's BroadcastChannel delivers no messages.
import { afterEach, describe, expect, it } from 'vitest'
import { type Client, createClient } from '../../client/client.ts'
import { someNetwork } from './support/http.ts'
import { mainService } from './support/service.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/**
 * Two open pages of one browser, and the changes that the second client reported. The first `held` responses arrive only
 * after `release`.
 */
async function twoTabs(held = 0) {
  const { service } = mainService()
  const { username, password } = await service.person()
  const cookies = { jar: '' }
  const sent: string[] = []
  const ip = someNetwork()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const tab = (): Client =>
    createClient(service.instance.url, {
      async fetch(input, init) {
        const count = sent.push(`${init?.method} ${new URL(String(input)).pathname}`)
        const headers = new Headers(init?.headers)
        headers.set('Cookie', cookies.jar)
        headers.set('Origin', service.instance.url)
        headers.set('CF-Connecting-IP', ip)
        const answer = await fetch(input, { ...init, headers })
        const set = answer.headers.getSetCookie()[0]
        if (set) cookies.jar = set.split(';')[0] ?? ''
        if (count <= held) await released
        return answer
      },
    })
  const [first, second] = [tab(), tab()]
  const changes: (string | null)[] = []
  stops.push(second.onChange((current) => changes.push(current ? current.account.username : null)))
  const signIn = () => first.signIn({ username, password })
  return { first, second, changes, sent, username, signIn, release }
}

describe('Another tab', () => {
  it('is signed in when this one signs in, after its own request', async () => {
    const { second, changes, sent, username, signIn } = await twoTabs()
    const current = await signIn()
    await expect.poll(() => changes).toEqual([username])
    expect(second.current).toEqual(current)
    expect(sent).toEqual(['POST /api/auth/session', 'GET /api/auth/session'])
  })

  it('ignores a response from before this one signed in', async () => {
    const { second, changes, sent, username, signIn, release } = await twoTabs(1)
    const asked = second.session()
    const current = await signIn()
    await expect.poll(() => sent).toHaveLength(3)
    release()
    expect(await asked).toEqual(current)
    expect(changes).toEqual([username])
  })

  it('is signed out when this one signs out, without a request', async () => {
    const { first, second, changes, sent, username, signIn } = await twoTabs()
    await signIn()
    await expect.poll(() => changes).toEqual([username])
    sent.length = 0
    await first.signOut()
    await expect.poll(() => changes).toEqual([username, null])
    expect(second.current).toBeNull()
    expect(sent).toEqual(['DELETE /api/auth/session'])
  })

  it('notifies the first one, too, if both listen', async () => {
    const { first, second, changes, username, signIn } = await twoTabs()
    stops.push(first.onChange(() => undefined))
    await signIn()
    await expect.poll(() => changes).toEqual([username])
    await second.signOut()
    await expect.poll(() => first.current).toBeNull()
  })

  it('is not notified after it stops listening', async () => {
    const { first, second, changes, username, signIn } = await twoTabs()
    await signIn()
    await expect.poll(() => changes).toEqual([username])
    const { current } = second
    for (const stop of stops.splice(0)) stop()
    const third = (await twoTabs()).second
    await first.signOut()
    await expect.poll(() => third.current).toBeNull()
    expect(second.current).toEqual(current)
    expect(changes).toEqual([username])
  })
})
