import { describe, expect, it, vi } from 'vitest'
import { me } from '../support/accounts/invitations.ts'
import { challenge, codeIn, linkIn, resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase, verify } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()

const alice = 'alice@example.com'
const bob = 'bob@example.com'
const linkPath = '/api/auth/send-password-reset-link'
const codePath = '/api/auth/me/send-otp'

describe('An email', () => {
  it('has the link in its text and its HTML part', async () => {
    await person(alice)
    const service = serving('lncrawl')
    await resetToken(service, alice)
    const [mail] = service.mails
    const { href } = linkIn(mail)
    expect(mail).toEqual({
      to: alice,
      from: { name: 'Latchkey', email: 'post@sign-in.test' },
      subject: 'Reset your Latchkey password',
      text: expect.stringContaining(`\n${href}\n`),
      html: expect.stringMatching(
        new RegExp(`href="${RegExp.escape(href)}"[^>]*>${RegExp.escape(href)}</a>`),
      ),
    })
  })

  it('has the code in its subject, its text and its HTML part, and no other six digits', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    await service.post(codePath, undefined, { token })
    const [mail] = service.mails
    const code = codeIn(mail)
    const shown = mail?.html.replace(/<style>.*<\/style>|<[^>]*>/gs, '')
    expect(shown?.match(/\d{6,}/g)).toEqual([code])
    expect(mail?.subject).toBe(`${code} is your Latchkey code`)
  })

  it('has the product name as its sender, unless MAIL_FROM has a name', async () => {
    await person('alice@example.com')
    const service = new Service({ PRODUCT_NAME: 'Acorn', MAIL_FROM: 'post@sign-in.test' })
    await service.post('/api/auth/send-password-reset-link', { email: 'alice@example.com' })
    expect(service.mails.map(({ from }) => from)).toEqual([
      { name: 'Acorn', email: 'post@sign-in.test' },
    ])
  })

  it('links to the host of PUBLIC_URL, regardless of the request', async () => {
    await person(alice)
    const service = serving('lncrawl', { PUBLIC_URL: 'https://accounts.example.org/app/' })
    const lies = {
      Host: 'evil.example',
      Origin: 'https://evil.example',
      Referer: 'https://evil.example/',
      Forwarded: 'host=evil.example;proto=http',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Server': 'evil.example',
      'X-Original-Host': 'evil.example',
      'X-Host': 'evil.example',
    }
    await service.post(linkPath, { email: alice }, { headers: lies })
    const [mail] = service.mails
    const { origin, pathname } = linkIn(mail)
    expect(origin + pathname).toBe('https://accounts.example.org/app/reset-password')
    expect(JSON.stringify(mail)).not.toContain('evil')
    expect(JSON.stringify(mail)).not.toContain('sign-in.test/')
  })

  it('is sent to the stored address, not to the typed one', async () => {
    await person('Alice@Example.com')
    const service = serving('lncrawl')
    await service.post(linkPath, { email: ' aLICE@eXAMPLE.com ' })
    expect(service.mails.map(({ to }) => to)).toEqual(['Alice@example.com'])
  })

  it.each([
    ['an array', [alice, bob]],
    ['a list', `${alice},${bob}`],
    ['a line break', `${alice}\r\nBcc: ${bob}`],
    ['a name', `Alice <${alice}>`],
    ['an object', { address: alice }],
  ])('is never sent to an address given as %s', async (_, email) => {
    await person(alice)
    await person(bob)
    const service = serving('lncrawl')
    expect((await service.post(linkPath, { email })).status).toBe(400)
    expect(service.mails).toEqual([])
  })

  it('escapes names and addresses in its HTML part', async () => {
    const odd = "o'{product}{{7*7}}&co@example.com"
    const { id, token } = await person(odd)
    const service = new Service()
    const name = '<img src=x onerror=alert(1)>{{7*7}}'
    expect((await service.put('/api/auth/me/name', { name }, { token })).status).toBe(200)
    await challenge(service, token)
    await resetToken(service, odd)
    await verify(id)
    const change = { old_password: password, new_password: 'another long enough one' }
    await service.put('/api/auth/me/password', change, { token })
    expect(service.mails).toHaveLength(3)
    for (const { to, subject, html, text } of service.mails) {
      expect(to).toBe(odd)
      for (const part of [subject, html, text]) {
        expect(part).not.toMatch(/<img|onerror=alert\(1\)>|49&/)
      }
      expect(text).toContain(odd)
      expect(html).toContain('o&#39;{product}{{7*7}}&amp;co@example.com')
      expect(html).not.toContain("o'")
    }
  })

  it('is sent to an internationalized domain in A-labels', async () => {
    await person('alice@bücher.example')
    const service = serving('lncrawl')
    const stored = 'alice@xn--bcher-kva.example'
    await resetToken(service, 'alice@BÜCHER.example', stored)
    expect(service.mails.map(({ to }) => to)).toEqual([stored])
  })
})

describe('Known and unknown addresses', () => {
  const seen = ({ status, headers, body }: Answer) => ({
    status,
    body,
    headers: [...headers].filter(([name]) => name !== 'x-request-id'),
  })

  it('get the same status, headers and body', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const known = await service.post(linkPath, { email: alice })
    const unknown = await service.post(linkPath, { email: bob })
    expect(seen(known)).toEqual(seen(unknown))
    expect(service.mails).toHaveLength(1)
  })

  it('take the same D1 round trips before the response', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const trips = async (email: string) => service.tripsOf('POST', linkPath, { json: { email } })
    const known = await trips(alice)
    expect(known).toBeGreaterThan(0)
    expect(await trips(bob)).toBe(known)
  })

  it('get the same response past the hourly limit, and if the mailer fails', async () => {
    await person(alice)
    const broken = { send: () => Promise.reject(new Error('no route')) }
    const service = serving('lncrawl', { MAIL: broken })
    for (let count = 0; count < 7; count++) {
      const known = await service.post(linkPath, { email: alice })
      const unknown = await service.post(linkPath, { email: bob })
      expect(known.body).toBe(true)
      expect(seen(known)).toEqual(seen(unknown))
    }
  })

  it('get the response before the email is written', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const written = vi.spyOn(Intl, 'DateTimeFormat')
    const { settle } = await service.answer('POST', linkPath, { json: { email: alice } })
    expect(written).not.toHaveBeenCalled()
    await settle()
    expect(written).toHaveBeenCalled()
    written.mockRestore()
  })

  it('get the response before the email is sent', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const { answer, settle } = await service.answer('POST', linkPath, { json: { email: alice } })
    expect([answer.body, service.mails]).toEqual([true, []])
    await settle()
    expect(service.mails).toHaveLength(1)
  })
})

describe('The limit of five emails of a kind per hour', () => {
  it('applies to the links and the codes of an address', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    for (let pair = 0; pair < 5; pair++) {
      await challenge(service, token)
      await resetToken(service, alice)
    }
    const link = await service.post(linkPath, { email: alice })
    expect([link.status, link.body]).toEqual([200, true])
    const code = await service.post(codePath, undefined, { token })
    expect([code.status, code.body.code]).toEqual([429, 'too_many_mails'])
    expect(service.mails).toHaveLength(10)
  })

  it('still sends codes to the owner after any number of link requests', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const stranger = { headers: { 'CF-Connecting-IP': '192.0.2.1' } }
    for (let count = 0; count < 7; count++) {
      await service.post(linkPath, { email: alice }, stranger)
    }
    const form = await challenge(service, token)
    expect((await service.post('/api/auth/verify-otp', undefined, { form })).body).toBe(true)
  })

  it('counts one address in any spelling, from any network', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const spellings = [alice, 'ALICE@example.com', ' alice@EXAMPLE.com', 'Alice@Example.Com ']
    for (const [index, email] of [...spellings, ...spellings].entries()) {
      const headers = {
        'CF-Connecting-IP': `192.0.2.${index}`,
        'X-Forwarded-For': `10.0.0.${index}`,
      }
      await service.post(linkPath, { email }, { headers })
    }
    expect(service.mails).toHaveLength(5)
  })

  it('does not affect other addresses', async () => {
    await person(alice)
    await person(bob)
    const service = serving('lncrawl')
    for (let count = 0; count < 6; count++) await service.post(linkPath, { email: alice })
    await resetToken(service, bob)
    expect(service.mails).toHaveLength(6)
  })

  it('leaves the last reset link valid', async () => {
    await person(alice)
    const service = serving('lncrawl')
    for (let count = 0; count < 6; count++) await service.post(linkPath, { email: alice })
    const token = linkIn(service.mails.at(-1)).searchParams.get('token') ?? ''
    expect((await me(service, token)).status).toBe(200)
  })
})

describe('A mailer that throws', () => {
  it('changes no response, and is logged without link, code or address', async () => {
    const { id, token } = await person(alice)
    const attempts: { text: string }[] = []
    const MAIL = {
      // The error of a mailer may contain the whole message.
      send(message: { text: string }) {
        attempts.push(message)
        return Promise.reject(new Error(`cannot deliver ${JSON.stringify(message)}`))
      },
    }
    const service = serving('lncrawl', { MAIL })
    const link = await service.post(linkPath, { email: alice })
    expect([link.status, link.body]).toEqual([200, true])
    const code = await service.post(codePath, undefined, { token })
    expect(code.status).toBe(200)
    await verify(id)
    const change = { old_password: password, new_password: 'another long enough one' }
    const changed = await service.put('/api/auth/me/password', change, { token })
    expect([changed.status, changed.body]).toEqual([200, true])

    expect(attempts).toHaveLength(3)
    const failures = logs.filter((line) => line.includes('"level":"error"'))
    expect(failures).toHaveLength(3)
    for (const line of failures) expect(JSON.parse(line).request_id).toMatch(/^[0-9a-f-]{36}$/)
    const logged = logs.join('\n')
    const resetLink = attempts[0]?.text.match(/token=(\S+)/)?.[1] ?? ''
    const sentCode = attempts[1]?.text.match(/\d{6}/)?.[0] ?? ''
    expect(resetLink).not.toBe('')
    for (const secret of [resetLink, 'cannot deliver', alice]) expect(logged).not.toContain(secret)
    // Six digits may be part of a time or an id, but not the whole value of a member.
    expect(sentCode).toMatch(/^\d{6}$/)
    for (const line of failures) expect(Object.values(JSON.parse(line))).not.toContain(sentCode)
  })

  it('has the same effect if it throws synchronously', async () => {
    await person(alice)
    const MAIL = {
      send() {
        throw new Error('not bound')
      },
    }
    const { status, body } = await serving('lncrawl', { MAIL }).post(linkPath, { email: alice })
    expect([status, body]).toEqual([200, true])
  })
})

describe.each([['MAIL'], ['PUBLIC_URL'], ['MAIL_FROM']])('Without %s', (name) => {
  it('the endpoints that mail return 503 to everyone, and the log names it', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl', { [name]: undefined })
    const answers = [
      await service.post(linkPath, { email: alice }),
      await service.post(linkPath, { email: bob }),
      await service.post(codePath, undefined, { token }),
    ]
    for (const { status, body, headers } of answers) {
      expect([status, body.code]).toEqual([503, 'mail_unavailable'])
      expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0)
    }
    const failures = logs.filter((line) => line.includes('mail_unavailable'))
    expect(failures).toHaveLength(3)
    for (const line of failures) expect(JSON.parse(line).missing).toEqual([name])
  })

  it('all other endpoints are served, including a change of password', async () => {
    const { id, token } = await person(alice)
    await verify(id)
    const service = serving('lncrawl', { [name]: undefined })
    const change = { old_password: password, new_password: 'another long enough one' }
    const { status, body } = await service.put('/api/auth/me/password', change, { token })
    expect([status, body]).toEqual([200, true])
    expect(service.mails).toEqual([])
  })
})
