import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import worker from '../../worker/index.ts'
import { person } from '../support/accounts/people.ts'
import { enroll, forgetUsedCodes } from '../support/accounts/second-factor.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const next = 'Zs3vK8pQxN6wJc1RbYt5HdGm0LfEuTa9'
const rotating = { ROOT_SECRET: next, ROOT_SECRET_PREVIOUS: env.ROOT_SECRET }

async function runCron(service: Service): Promise<void> {
  const controller = createScheduledController({ scheduledTime: new Date(), cron: '*/5 * * * *' })
  await worker.scheduled(controller, service.env as never)
}

async function secrets(): Promise<unknown[]> {
  const query = 'select id, secret, key_id from totp_factors order by id'
  return (await env.DB.prepare(query).all()).results
}

async function signIn(service: Service, username: string, code: string): Promise<number> {
  await forgetUsedCodes()
  const json = { username, password: `${password} ${code}` }
  return (await service.post('/api/auth/login', json)).status
}

test('a rotation of the root secret keeps every second factor, also of accounts that do not sign in meanwhile', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const before = new Service()
  const [hers, his] = [await enroll(before, alice.token), await enroll(before, bob.token)]

  const during = new Service(rotating)
  expect(await signIn(during, 'alice', hers.code())).toBe(200)
  await runCron(during)
  // A second run finds nothing to do.
  const encrypted = await secrets()
  await runCron(during)
  expect(await secrets()).toEqual(encrypted)

  const after = new Service({ ROOT_SECRET: next })
  expect(await signIn(after, 'alice', hers.code())).toBe(200)
  expect(await signIn(after, 'bob', his.code())).toBe(200)
  expect(await signIn(after, 'bob', his.recoveryCodes[0] ?? '')).toBe(200)
  expect(await signIn(before, 'bob', his.code())).not.toBe(200)
})

test('a secret that no key decrypts does not stop the others', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const before = new Service()
  const [hers, his] = [await enroll(before, alice.token), await enroll(before, bob.token)]
  // The secret of another row: it is bound to its id.
  await env.DB.prepare(
    `update totp_factors set secret = (select secret from totp_factors where id = ?) where id = ?`,
  )
    .bind(his.id, hers.id)
    .run()
  await runCron(new Service(rotating))
  const after = new Service({ ROOT_SECRET: next })
  expect(await signIn(after, 'bob', his.code())).toBe(200)
  expect(await signIn(after, 'alice', hers.code())).not.toBe(200)
})

test('without a rotation, the cron changes no secret', async () => {
  const { token } = await person('alice')
  await enroll(new Service(), token)
  const before = await secrets()
  await runCron(new Service())
  expect(await secrets()).toEqual(before)
})
