import { describe, expect, test } from 'vitest'
import { withSlack } from '../support/accounts/forge.ts'
import { challenge, notice, resetToken, tokenIn } from '../support/accounts/mailed.ts'
import type { Options } from '../support/requests/client.ts'
import { password } from '../support/requests/client.ts'
import { execute } from './support/instance.ts'
import { mainService, someAddress } from './support/service.ts'

const { service, root } = mainService()

const fresh = 'another horse'
const asking = '/api/auth/send-password-reset-link'

function ask(email: string, sent?: Options) {
  return service.post(asking, { email }, sent)
}

function reset(token: string, secret = fresh) {
  return service.post('/api/auth/reset-password-with-token', { password: secret }, { token })
}

/** Earlier requests are complete once a later email of the same kind arrives. */
async function settled(): Promise<void> {
  const address = someAddress()
  await service.person(address)
  await resetToken(service, address)
}

describe('ASVS 6.3.8, 6.4.3: a request for a link', () => {
  test('gets the same response for a known and an unknown address', async () => {
    const known = someAddress()
    await service.person(known)
    const [first, second] = [await ask(known), await ask(someAddress())]
    const { date, 'x-request-id': id, ...headers } = Object.fromEntries(first.headers)
    const { date: date2, 'x-request-id': id2, ...headers2 } = Object.fromEntries(second.headers)
    expect([second.status, second.text, headers2]).toEqual([200, 'true', headers])
    expect(first.text).toBe('true')
  })

  test('sends no email to an unknown address or for a username', async () => {
    const address = someAddress()
    const { username } = await service.person()
    await ask(address)
    expect((await ask(username)).status).toBe(400)
    await settled()
    expect(service.mailsTo(address)).toEqual([])
  })

  test('sends the email to the stored address, in any spelling of the requested one', async () => {
    const address = someAddress()
    await service.person(address)
    await ask(` ${address.toUpperCase()} `)
    await service.mail(address)
    expect(service.mailsTo(address.toUpperCase())).toEqual([])
  })

  test('ASVS 2.2.1: cannot add recipients with other fields', async () => {
    const address = someAddress()
    await service.person(address)
    const eve = someAddress()
    const extra = { cc: eve, bcc: eve, to: eve, 'email[]': eve, Email: eve, address: eve }
    await service.post(asking, { ...extra, email: address })
    await service.mail(address)
    await settled()
    expect(service.mailsTo(eve)).toEqual([])
  })

  test.each([
    ['Host', 'evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Host', 'evil.example'],
    ['Forwarded', 'host=evil.example;proto=http'],
    ['X-Forwarded-Proto', 'http'],
    ['X-Original-URL', 'http://evil.example/'],
    ['Origin', 'https://evil.example'],
    ['Referer', 'https://evil.example/reset'],
  ])('ASVS 4.1.3: sends a link to PUBLIC_URL, regardless of the header %s', async (name, value) => {
    const address = someAddress()
    await service.person(address)
    await service.expecting(200, ask(address, { headers: { [name]: value } }))
    const mail = await service.mail(address)
    tokenIn(mail)
    expect(mail.html).not.toMatch(/evil/)
    expect(mail.from).toContain('post@sign-in.test')
  })

  test('ASVS 2.4.1: sends at most five links per hour to one address, in addition to five codes', async () => {
    const address = someAddress()
    const { token } = await service.person(address)
    for (let i = 0; i < 7; i++) expect((await ask(address)).text).toBe('true')
    await service.mail(address, undefined, 5)
    await settled()
    expect(service.mailsTo(address)).toHaveLength(5)
    for (let i = 0; i < 5; i++) await challenge(service, token)
    const { status, headers, body } = await service.post('/api/auth/me/send-otp', undefined, {
      token,
    })
    expect([status, body.code]).toEqual([429, 'too_many_mails'])
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(3600)
  })

  test('ASVS 2.4.1, 15.4.2: sends at most five emails in 20 parallel requests', async () => {
    const address = someAddress()
    await service.person(address)
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(address)))
    expect(answers.map(({ text }) => text)).toEqual(answers.map(() => 'true'))
    await service.mail(address, undefined, 5)
    await settled()
    expect(service.mailsTo(address)).toHaveLength(5)
  })
})

describe('ASVS 6.4.3, 6.5: a reset token', () => {
  test('ASVS 6.5.4, 7.2.3: has an id of at least 128 random bits, different in each token', async () => {
    const address = someAddress()
    await service.person(address)
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      ids.push(await resetToken(service, address))
    }
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(Buffer.from(id, 'base64url').length).toBeGreaterThanOrEqual(16)
  })

  test('ASVS 6.5.5: expires after an hour', async () => {
    const address = someAddress()
    const { id } = await service.person(address)
    const token = await resetToken(service, address)
    const later = (minutes: number) =>
      execute(
        service.instance,
        `update reset_links set expires_at = expires_at - ${minutes * 60_000} where account_id = '${id}'`,
      )
    later(59)
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
    later(1)
    expect((await reset(token)).status).toBe(401)
  })

  test('ASVS 6.5.1: works once', async () => {
    const address = someAddress()
    await service.person(address)
    const token = await resetToken(service, address)
    expect((await reset(token)).body).toBe(true)
    const again = await reset(token, 'third horse')
    expect([again.status, again.body.code]).toEqual([401, 'reset_token_invalid'])
    expect((await service.get('/api/auth/me', { token })).status).toBe(401)
    expect(await service.accepts(address, fresh)).toBe(true)
  })

  test('ASVS 15.4.2: works once in 20 parallel attempts, and sets the password of the successful one', async () => {
    const address = someAddress()
    await service.person(address)
    const token = await resetToken(service, address)
    const secrets = Array.from({ length: 20 }, (_, i) => `another horse ${i}`)
    const answers = await Promise.all(secrets.map((secret) => reset(token, secret)))
    const winners = secrets.filter((_, i) => answers[i]?.status === 200)
    expect(winners).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19)
    expect(await service.accepts(address, winners[0] ?? '')).toBe(true)
  })

  test('is invalidated by a newer one', async () => {
    const address = someAddress()
    await service.person(address)
    const older = await resetToken(service, address)
    const newer = await resetToken(service, address)
    expect((await reset(older)).status).toBe(401)
    expect((await reset(newer)).status).toBe(200)
  })

  test('is invalidated by a new password and by a new address', async () => {
    for (const change of [{ password: fresh }, { email: someAddress() }]) {
      const address = someAddress()
      const { token } = await service.person(address)
      const open = await resetToken(service, address)
      await service.expecting(200, service.put('/api/auth/local-account', change, { token }))
      expect((await reset(open, 'third horse')).status).toBe(401)
    }
  })

  test('is invalidated by an administrator’s reset and by deletion of the account', async () => {
    const address = someAddress()
    const { id } = await service.person(address)
    const open = await resetToken(service, address)
    const path = `/api/auth/users/${id}/reset-password`
    await service.put(path, { new_password: fresh }, { token: root.token })
    expect((await reset(open, 'third horse')).status).toBe(401)
    const again = await resetToken(service, address)
    await service.delete(`/api/auth/users/${id}`, { token: root.token })
    expect((await reset(again, 'third horse')).status).toBe(401)
  })

  test('is bound to its account, regardless of the other fields of the request', async () => {
    const [address, victim] = [someAddress(), await service.person(someAddress())]
    await service.person(address)
    const token = await resetToken(service, address)
    const extra = { email: victim.username, user_id: victim.id, sub: victim.id, id: victim.id }
    const path = `/api/auth/reset-password-with-token?email=${victim.username}&user_id=${victim.id}`
    await service.expecting(200, service.post(path, { ...extra, password: fresh }, { token }))
    expect(await service.accepts(victim.username, password)).toBe(true)
    expect(await service.knows(victim.token)).toBe(true)
    expect(await service.accepts(address, fresh)).toBe(true)
  })

  test('stays valid after a refused password and after other requests', async () => {
    const address = someAddress()
    await service.person(address)
    const token = await resetToken(service, address)
    expect((await reset(token, 'short')).status).toBe(400)
    expect((await reset(token, address)).status).toBe(400)
    const path = '/api/auth/reset-password-with-token'
    expect((await service.get(path, { token })).status).toBe(405)
    const shown = await service.get('/api/auth/me', { token })
    expect([shown.status, shown.body.email]).toEqual([200, address])
    expect((await reset(token)).status).toBe(200)
  })

  test('has one valid encoding', async () => {
    const address = someAddress()
    await service.person(address)
    const token = await resetToken(service, address)
    for (const variant of [
      `${token}=`,
      `${token}.`,
      `.${token}`,
      `${token}~`,
      ...withSlack(token),
    ]) {
      expect((await reset(variant)).status).toBe(401)
    }
    expect((await reset(token)).status).toBe(200)
  })

  test('NIST 800-63B 4.6: notifies the owner when it is used, without a link or the password', async () => {
    const address = someAddress()
    await service.person(address)
    await reset(await resetToken(service, address))
    const { subject, text, html } = await service.mail(address, notice)
    expect(subject).toBe('Your Latchkey password was changed')
    for (const part of [text, html]) expect(part).not.toMatch(/token=|another horse/)
  })
})
