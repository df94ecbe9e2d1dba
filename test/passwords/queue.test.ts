import { describe, expect, it } from 'vitest'
import { enqueueHash } from '../../worker/passwords/hashing/queue.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { someAddress } from '../support/requests/network.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

describe('Hashes', () => {
  it('are computed one after another, in order, even if one fails', async () => {
    const seen: string[] = []
    const work = (name: string, fails = false) =>
      enqueueHash(async () => {
        seen.push(`${name} begins`)
        await scheduler.wait(1)
        seen.push(`${name} ends`)
        if (fails) throw new Error(name)
      })
    const all = await Promise.allSettled([work('a'), work('b', true), work('c')])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  it('leave room for a short request between two of them', async () => {
    const { token } = await person('reader')
    const service = new Service({ BCRYPT_COST: '9' })
    await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        service.post(
          '/api/auth/register',
          { username: `person${i}`, password },
          fromRandomNetwork(),
        ),
      ),
    )
    const ended: string[] = []
    const signingIn = Array.from({ length: 5 }, async (_, i) => {
      const { status } = await service.post(
        '/api/auth/login',
        { username: `person${i}`, password },
        fromRandomNetwork(),
      )
      ended.push(`sign-in ${status}`)
    })
    const reading = service.get('/api/auth/state', { token }).then(({ status }) => {
      ended.push(`state ${status}`)
    })
    await Promise.all([...signingIn, reading])
    expect(ended.indexOf('state 200')).toBeLessThanOrEqual(2)
    expect(ended.filter((word) => word === 'sign-in 200')).toHaveLength(5)
  })
})

function fromRandomNetwork() {
  return { headers: { 'CF-Connecting-IP': someAddress() } }
}
