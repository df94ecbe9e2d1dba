import { describe, expect, it } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { onEveryTrip } from '../support/database/d1.ts'
import { countRows, freshDatabase, verify, write } from '../support/database/rows.ts'
import { Browser } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'
const newerFirefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0.1'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1'

/** Signs in with this user agent, and returns the notices of a new device. */
async function mailsOf(service: Service, agent: string, path = '/api/auth/login') {
  const before = service.mails.length
  const names = path === '/api/auth/session' ? { username: alice } : { email: alice }
  const headers = { 'User-Agent': agent }
  const { status } = await service.post(path, { ...names, password }, { headers })
  expect(status).toBe(path === '/api/auth/session' ? 201 : 200)
  return service.mails.slice(before)
}

/** An account that registered without a session: it has no device, and its email address is verified. */
async function unused() {
  const service = new Service({ APIS: 'asta' })
  const { status, body } = await service.post('/api/auth/register', { username: alice, password })
  expect(status).toBe(200)
  await verify(body.user.id)
  expect(await countRows('devices')).toBe(0)
}

describe('A sign-in from a new device', () => {
  it.each(['/api/auth/login', '/v1/auth/login', '/api/auth/session'])(
    'by %s sends a notice',
    async (path) => {
      await unused()
      const service = new Service()
      expect(await mailsOf(service, firefox, path)).toEqual([])
      const [mail, ...more] = await mailsOf(service, safari, path)
      expect(more).toEqual([])
      expect(mail).toMatchObject({ to: alice, subject: 'New sign-in to your Latchkey account' })
      expect(mail?.text).toMatch(
        /^When: \w+ \d+, \d{4} at \d+:\d\d [AP]M UTC\nWhere: Unknown\nDevice: Safari on iPhone$/m,
      )
      expect(mail?.text).toContain('change your password')
      expect(await mailsOf(service, safari, path)).toEqual([])
      expect(await mailsOf(service, firefox, path)).toEqual([])
    },
  )

  it('is not detected if the browser only has a newer version', async () => {
    await unused()
    const service = new Service()
    await mailsOf(service, firefox)
    expect(await mailsOf(service, newerFirefox)).toEqual([])
    expect(await countRows('devices')).toBe(1)
  })

  it('is not detected if registration signed in from the same device', async () => {
    const browser = new Browser(new Service(), firefox)
    const signedUp = { email: alice, password }
    const { body } = await browser.request('POST', '/api/auth/account', signedUp)
    await verify(body.account.id)
    expect(await countRows('devices')).toBe(0)
    expect(await mailsOf(browser.service, firefox)).toEqual([])
    expect(await mailsOf(browser.service, safari)).toHaveLength(1)
  })

  it('is detected after a registration from another device, also if that was never used again', async () => {
    const browser = new Browser(new Service(), firefox)
    const { body } = await browser.request('POST', '/api/auth/account', { email: alice, password })
    await verify(body.account.id)
    expect(await mailsOf(browser.service, safari)).toHaveLength(1)
    expect(await mailsOf(browser.service, firefox)).toEqual([])
  })

  it('is detected if the account was registered from that device long ago', async () => {
    const browser = new Browser(new Service(), firefox)
    const { body } = await browser.request('POST', '/api/auth/account', { email: alice, password })
    await verify(body.account.id)
    await mailsOf(browser.service, safari)
    await write('update accounts set created_at = created_at - 400 * 86400000')
    expect(await mailsOf(browser.service, firefox)).toHaveLength(1)
  })

  it('is not detected if the password is wrong', async () => {
    await unused()
    const service = new Service()
    const headers = { 'User-Agent': safari }
    await service.post('/api/auth/login', { email: alice, password: 'wrong one' }, { headers })
    expect(service.mails).toEqual([])
    expect(await countRows('devices')).toBe(0)
  })

  it('sends no text that the client chose', async () => {
    await unused()
    const service = new Service()
    await mailsOf(service, firefox)
    const [mail] = await mailsOf(service, 'Call <b>0800</b> at once https://evil.test')
    expect(mail?.text).toContain('Device: Unknown')
    expect(`${mail?.text}${mail?.html}`).not.toMatch(/evil|Call|0800/)
  })

  it('sends at most five notices an hour', async () => {
    await unused()
    const service = new Service()
    for (let n = 0; n < 12; n++) await mailsOf(service, `agent ${'x'.repeat(n)}`)
    expect(service.mails.length).toBeLessThanOrEqual(5)
    expect(service.mails.length).toBeGreaterThan(0)
    await write('update devices set used_at = used_at - 3600001')
    await write("update throttles set expires_at = 0 where key like 'mail-notice:%'")
    expect(await mailsOf(service, safari)).toHaveLength(1)
  })

  it('takes no further round trip before the response', async () => {
    await unused()
    await mailsOf(new Service(), firefox)
    const rest = Promise.withResolvers<void>()
    let trips = 0
    const DB = onEveryTrip(async (run, batch) => {
      trips++
      if (trips > 2) await rest.promise
      return run(batch)
    })
    const service = new Service({ DB })
    const sent = { json: { email: alice, password }, headers: { 'User-Agent': safari } }
    const { answer, settle } = await service.answer('POST', '/api/auth/login', sent)
    expect([answer.status, service.mails]).toEqual([200, []])
    rest.resolve()
    await settle()
    expect(trips).toBe(3)
    expect(service.mails).toHaveLength(1)
  })

  it('is recorded once under parallel sign-ins', async () => {
    await verify((await person(alice)).id)
    const service = new Service()
    await Promise.all(Array.from({ length: 5 }, () => mailsOf(service, safari)))
    expect(await countRows('devices')).toBe(1)
    expect(service.mails).toHaveLength(1)
  })
})
