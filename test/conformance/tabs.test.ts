// Here and not in workerd, whose BroadcastChannel reaches nobody.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Client, createClient } from '../../client/client.ts'
import { someNetwork } from './support/http.ts'
import { mainService } from './support/service.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/**
 * Two open pages of one browser, and what the second one's client told. `held` is how many answers come only after
 * `release`.
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
  const told: (string | null)[] = []
  stops.push(second.onChange((current) => told.push(current ? current.account.username : null)))
  const signIn = () => first.signIn({ username, password })
  return { first, second, told, sent, username, signIn, release }
}

describe('Another tab', () => {
  it('is signed in when this one signs in, by asking for itself', async () => {
    const { second, told, sent, username, signIn } = await twoTabs()
    const current = await signIn()
    await vi.waitFor(() => expect(told).toEqual([username]))
    expect(second.current).toEqual(current)
    expect(sent).toEqual(['POST /api/auth/session', 'GET /api/auth/session'])
  })

  it('is not misled by an answer from before this one signed in', async () => {
    const { second, told, sent, username, signIn, release } = await twoTabs(1)
    const asked = second.session()
    const current = await signIn()
    await vi.waitFor(() => expect(sent).toHaveLength(3))
    release()
    expect(await asked).toEqual(current)
    expect(told).toEqual([username])
  })

  it('is signed out when this one signs out, without asking', async () => {
    const { first, second, told, sent, username, signIn } = await twoTabs()
    await signIn()
    await vi.waitFor(() => expect(told).toEqual([username]))
    sent.length = 0
    await first.signOut()
    await vi.waitFor(() => expect(told).toEqual([username, null]))
    expect(second.current).toBeNull()
    expect(sent).toEqual(['DELETE /api/auth/session'])
  })

  it('tells the first one, too, when both listen', async () => {
    const { first, second, told, username, signIn } = await twoTabs()
    stops.push(first.onChange(() => undefined))
    await signIn()
    await vi.waitFor(() => expect(told).toEqual([username]))
    await second.signOut()
    await vi.waitFor(() => expect(first.current).toBeNull())
  })

  it('hears nothing once it stopped to listen', async () => {
    const { first, second, told, username, signIn } = await twoTabs()
    await signIn()
    await vi.waitFor(() => expect(told).toEqual([username]))
    const { current } = second
    for (const stop of stops.splice(0)) stop()
    const third = (await twoTabs()).second
    await first.signOut()
    await vi.waitFor(() => expect(third.current).toBeNull())
    expect(second.current).toEqual(current)
    expect(told).toEqual([username])
  })
})
