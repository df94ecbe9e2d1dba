import { describe, expect, it } from 'vitest'
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

describe('A mail', () => {
  it('has the link in its text and its HTML part', async () => {
    await person(alice)
    const service = serving('lncrawl')
    await resetToken(service, alice)
    const [mail] = service.mails
    const { href } = linkIn(mail)
    expect(mail).toEqual({
      to: alice,
      from: { name: 'Latchkey', email: 'post@sign-in.test' },
      subject: 'Reset your password',
      text: expect.stringContaining(`\n${href}\n`),
      html: expect.stringContaining(`<a href="${href}">${href}</a>`),
    })
  })

  it('has the code in its text and its HTML part, and no other six digits; none in the subject', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    await service.post(codePath, undefined, { token })
    const [mail] = service.mails
    const code = codeIn(mail)
    expect(mail?.html.match(/\d{6,}/g)).toEqual([code])
    expect(mail?.subject).not.toMatch(/\d/)
  })

  it('is from what the product is called, unless MAIL_FROM has a name', async () => {
    await person('alice@example.com')
    const service = new Service({ PRODUCT_NAME: 'Acorn', MAIL_FROM: 'post@sign-in.test' })
    await service.post('/api/auth/send-password-reset-link', { email: 'alice@example.com' })
    expect(service.mails.map(({ from }) => from)).toEqual([
      { name: 'Acorn', email: 'post@sign-in.test' },
    ])
  })

  it('takes the host of its link from PUBLIC_URL, whatever the request says of its own', async () => {
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

  it('goes to the address as it is stored, not as it was typed', async () => {
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
  ])('never goes to an address given as %s', async (_, email) => {
    await person(alice)
    await person(bob)
    const service = serving('lncrawl')
    expect((await service.post(linkPath, { email })).status).toBe(400)
    expect(service.mails).toEqual([])
  })

  it('carries nothing of a name or an address that a mail reader could take for markup', async () => {
    const odd = "o'{{7*7}}&co@example.com"
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
        expect(part).not.toMatch(/<img|onerror=alert\(1\)>|\{\{|49&/)
      }
      expect(html).not.toContain("o'")
    }
  })

  it('goes to an internationalised domain in A-labels', async () => {
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

  it('are answered alike in status, headers and body', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const known = await service.post(linkPath, { email: alice })
    const unknown = await service.post(linkPath, { email: bob })
    expect(seen(known)).toEqual(seen(unknown))
    expect(service.mails).toHaveLength(1)
  })

  it('take the same D1 round trips before the answer', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const trips = async (email: string) => service.tripsOf('POST', linkPath, { json: { email } })
    const known = await trips(alice)
    expect(known).toBeGreaterThan(0)
    expect(await trips(bob)).toBe(known)
  })

  it('are answered alike past the hourly limit, and while the mailer fails', async () => {
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

  it('is answered before the mail is sent', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const { answer, settle } = await service.answer('POST', linkPath, { json: { email: alice } })
    expect([answer.body, service.mails]).toEqual([true, []])
    await settle()
    expect(service.mails).toHaveLength(1)
  })
})

describe('Five mails of a kind an hour', () => {
  it('are all the links and all the codes that an address gets', async () => {
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

  it('leave the owner their codes, however many links strangers ask for', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const stranger = { headers: { 'CF-Connecting-IP': '192.0.2.1' } }
    for (let count = 0; count < 7; count++) {
      await service.post(linkPath, { email: alice }, stranger)
    }
    const form = await challenge(service, token)
    expect((await service.post('/api/auth/verify-otp', undefined, { form })).body).toBe(true)
  })

  it('are counted for one address however it is typed, and from wherever', async () => {
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

  it('leave other addresses alone', async () => {
    await person(alice)
    await person(bob)
    const service = serving('lncrawl')
    for (let count = 0; count < 6; count++) await service.post(linkPath, { email: alice })
    await resetToken(service, bob)
    expect(service.mails).toHaveLength(6)
  })

  it('leave the last link that was mailed good', async () => {
    await person(alice)
    const service = serving('lncrawl')
    for (let count = 0; count < 6; count++) await service.post(linkPath, { email: alice })
    const token = linkIn(service.mails.at(-1)).searchParams.get('token') ?? ''
    expect((await me(service, token)).status).toBe(200)
  })
})

describe('A mailer that throws', () => {
  it('changes no answer, and is logged without link, code or address', async () => {
    const { id, token } = await person(alice)
    const attempts: { text: string }[] = []
    const MAIL = {
      // What a mailer complains about may hold the whole message.
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
    // Six digits could stand in a line by chance, as part of a time or an id, but not as a member of it.
    expect(sentCode).toMatch(/^\d{6}$/)
    for (const line of failures) expect(Object.values(JSON.parse(line))).not.toContain(sentCode)
  })

  it('does no more harm when it throws at once', async () => {
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
  it('the endpoints that mail answer 503 to everybody, and the log names it', async () => {
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

  it('everything else is served, a change of password too', async () => {
    const { id, token } = await person(alice)
    await verify(id)
    const service = serving('lncrawl', { [name]: undefined })
    const change = { old_password: password, new_password: 'another long enough one' }
    const { status, body } = await service.put('/api/auth/me/password', change, { token })
    expect([status, body]).toEqual([200, true])
    expect(service.mails).toEqual([])
  })
})
