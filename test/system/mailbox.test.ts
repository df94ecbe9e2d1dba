import fc from 'fast-check'
import { expect, test } from 'vitest'
import { states } from '../support/catalogue/states.ts'
import { emptyDatabase, freshDatabase, write } from '../support/database/rows.ts'
import { byCookie } from '../support/requests/browser.ts'
import { type Mail, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { Service } from '../support/requests/service.ts'

/*
 * An address gets a few emails of each kind per hour, for any requests. An unverified address gets only codes and reset
 * links, which verify it.
 */
freshDatabase()
recordLogs()

const addresses = ['victim@example.com', 'other@example.com']
/** Of each kind: links, codes, notices. */
const perKind = 5
const mostPerHour = 3 * perKind
/** By their subjects. Every other email is a notice. */
const forms = { code: /^\d{6} is your/, link: /^Reset your/ }

/** A caller who can sign in to an account with the address, and causes emails. */
interface Attacker {
  token: string
  password: string
}

const doings = [
  'register',
  'ask for a link',
  'ask for a code',
  'change the password',
  'change the address',
  'ask for the address',
  'sign in elsewhere',
  'delete the account',
  'disable the account',
] as const

const steps = fc.array(
  fc.record({
    doing: fc.constantFrom(...doings),
    address: fc.constantFrom(...addresses),
    other: fc.nat({ max: 3 }),
    device: fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom(...'abcdef') }),
  }),
  { minLength: 30, maxLength: 60 },
)

test.each([
  ['is unverified', false],
  ['is verified', true],
])('an address that %s gets at most its limit of emails, for any requests', async (_, proven) => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      await emptyDatabase()
      const mails = await play(all, proven)
      for (const address of addresses) {
        const own = mails.filter(({ to }) => to === address)
        expect(own.length, address).toBeLessThanOrEqual(mostPerHour)
        const kinds = Map.groupBy(own, ({ subject }) => kindOf(subject))
        for (const [kind, some] of kinds) expect(some.length, kind).toBeLessThanOrEqual(perKind)
        if (!proven) expect([...kinds.keys()]).not.toContain('notice')
      }
    }),
    { numRuns: 8 },
  )
})

async function play(all: typeof steps extends fc.Arbitrary<infer T> ? T : never, proven: boolean) {
  const service = new Service()
  const attackers = new Map<string, Attacker>()
  let passwords = 0
  const send = (method: string, path: string, json?: unknown, token?: string, agent = 'a') =>
    service.request(method, path, {
      ...fromAnywhere(json === undefined ? {} : { json }),
      ...(token && { token }),
      headers: { 'User-Agent': agent },
    })
  // Another account, which requests the addresses of others.
  const wanting = await send('POST', '/api/auth/register', { username: 'wanting', password })

  for (const { doing, address, other, device } of all) {
    const own = attackers.get(address)
    switch (doing) {
      case 'register': {
        const { status, body } = await send('POST', '/api/auth/register', {
          username: address,
          password,
        })
        if (status !== 200) break
        attackers.set(address, { token: body.token, password })
        if (proven)
          await write('update accounts set email_verified_at = 1 where email = ?', address)
        break
      }
      case 'ask for a link':
        await send('POST', '/api/auth/send-password-reset-link', { email: address })
        break
      case 'ask for a code':
        if (own) await send('POST', '/api/auth/me/send-otp', undefined, own.token)
        break
      case 'change the password': {
        if (!own) break
        const next = `${password} ${passwords++}`
        const { status } = await send(
          'POST',
          '/api/auth/update-password',
          { password: next },
          own.token,
        )
        if (status === 200) own.password = next
        break
      }
      case 'change the address': {
        const to = `elsewhere${other}@example.com`
        if (!own) break
        for (const email of [to, address]) {
          const { status, body } = await send(
            'PUT',
            '/api/auth/local-account',
            { email },
            own.token,
          )
          if (status === 200) own.token = body.token
        }
        break
      }
      case 'ask for the address':
        await send(
          'PUT',
          '/api/auth/account/email',
          { email: address, password },
          wanting.body.token,
        )
        break
      case 'sign in elsewhere':
        if (own) {
          const json = { email: address, password: own.password }
          await send('POST', '/api/auth/login', json, undefined, device)
        }
        break
      case 'delete the account':
        if (own) {
          await send('POST', '/api/auth/account/delete', { password: own.password }, own.token)
          attackers.delete(address)
        }
        break
      case 'disable the account':
        if (own) await send('DELETE', '/api/auth/me', undefined, own.token)
    }
  }
  return service.mails
}

/* Each operation alone, repeatedly, including new ones. */
test('no operation sends an address more than its limit, however often it is repeated', async () => {
  for (const state of states) {
    const { name, method } = state
    await emptyDatabase()
    const service = new Service(state.vars)
    const sent = await state.prepare(service)
    await write('update accounts set email_verified_at = 1')
    if (method === 'GET') continue
    service.mails.length = 0
    for (let n = 0; n < perKind + 3; n++) {
      const { path, ...options } = fromAnywhere(sent)
      await service.request(method, path, options)
    }
    const byAddress = Map.groupBy(service.mails, ({ to }) => to)
    for (const [to, mails] of byAddress) {
      expect(mails.length, `${name} to ${to}`).toBeLessThanOrEqual(mostPerHour)
      for (const [kind, some] of Map.groupBy(mails, ({ subject }) => kindOf(subject))) {
        expect(some.length, `${name}: ${kind}`).toBeLessThanOrEqual(perKind)
      }
    }
  }
})

test('reset links that strangers request do not keep a code from the owner', async () => {
  const service = new Service()
  const address = 'victim@example.com'
  const json = { username: address, password }
  const { body } = await service.post('/api/auth/register', json)
  for (let n = 0; n < perKind + 3; n++) {
    const asked = fromAnywhere({ json: { email: address } })
    await service.request('POST', '/api/auth/password-reset', asked)
  }
  const links = service.mails.filter(({ subject }) => kindOf(subject) === 'link')
  expect(links).toHaveLength(perKind)
  const sent = await byCookie({ path: '/api/auth/account/email/code', token: body.token })
  const { status } = await service.request('POST', sent.path, sent)
  expect(status).toBe(200)
  expect(kindOf(service.mails.at(-1)?.subject ?? '')).toBe('code')
})

function kindOf(subject: Mail['subject']): string {
  return Object.entries(forms).find(([, form]) => form.test(subject))?.[0] ?? 'notice'
}
