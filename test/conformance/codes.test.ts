import { describe, expect, test } from 'vitest'
import { claimsOf, reencoded } from '../support/accounts/forge.ts'
import {
  challenge,
  codeIn,
  notice,
  resetToken,
  submitCode,
  wrongCodes,
} from '../support/accounts/mailed.ts'
import type { Person } from '../support/requests/client.ts'
import { mainService, someAddress } from './support/service.ts'

const { service, root } = mainService()

interface Addressed extends Person {
  email: string
}

async function addressed(): Promise<Addressed> {
  const email = someAddress()
  return { ...(await service.person(email)), email }
}

async function verified(token: string): Promise<boolean> {
  return (await service.get('/api/auth/me', { token })).body.is_verified
}

describe('NIST 800-63B 3.1.3.2, ASVS 6.6: a mailed code', () => {
  test('ASVS 6.5.4, 6.5.5: is the only number of six digits in its email, and is valid for ten minutes', async () => {
    const person = await addressed()
    const { otp, token } = await challenge(service, person.token)
    const { subject, html } = await service.mail(person.email)
    // Phones show the subject in the notification, so the code can be read without opening the email.
    expect(subject).toMatch(new RegExp(`^${otp} `))
    // Colors of the style sheet may have six digits, too.
    const visible = html
      .replaceAll(person.email, '')
      .replace(/<style.*?<\/style>| (style|bgcolor)="[^"]*"/gs, '')
    expect(new Set(visible.match(/(?<!\d)\d{6}(?!\d)/g))).toEqual(new Set([otp]))
    const { iat, exp } = claimsOf(token)
    expect(Number(exp) - Number(iat)).toBe(600)
  })

  test('is in no response and never logged', async () => {
    const person = await addressed()
    const asked = await service.post('/api/auth/me/send-otp', undefined, { token: person.token })
    const otp = codeIn(await service.mail(person.email))
    expect(Object.keys(asked.body)).toEqual(['token'])
    expect(asked.text).not.toContain(otp)
    expect(JSON.stringify(claimsOf(asked.body.token))).not.toContain(otp)
    await submitCode(service, { otp, token: asked.body.token })
    const lines = service
      .printed()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(lines.filter((line) => line.includes(person.id))).not.toEqual([])
    for (const line of lines.filter((each) => each.includes(person.id))) {
      expect(Object.values(JSON.parse(line))).not.toContain(otp)
    }
  })

  test('verifies the address once', async () => {
    const person = await addressed()
    const code = await challenge(service, person.token)
    expect(await verified(person.token)).toBe(false)
    expect((await submitCode(service, code)).body).toBe(true)
    expect(await verified(person.token)).toBe(true)
    expect((await submitCode(service, code)).status).toBe(401)
    const again = await service.post('/api/auth/me/send-otp', undefined, { token: person.token })
    expect([again.status, again.body.code]).toEqual([409, 'already_verified'])
  })

  test('is accepted as multipart/form-data, too', async () => {
    const person = await addressed()
    const { otp, token } = await challenge(service, person.token)
    const part = (name: string, value: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const raw = `${part('otp', otp)}${part('token', token)}--x--\r\n`
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const { body } = await service.request('POST', '/api/auth/verify-otp', { raw, headers })
    expect(body).toBe(true)
  })

  test('ASVS 6.6.3: is invalid after five wrong attempts', async () => {
    const person = await addressed()
    const { otp, token } = await challenge(service, person.token)
    for (const wrong of wrongCodes(otp, 5)) {
      const { status, body } = await submitCode(service, { otp: wrong, token })
      expect([status, body.code]).toEqual([403, 'invalid_code'])
    }
    const { status, body } = await submitCode(service, { otp, token })
    expect([status, body.code]).toEqual([401, 'otp_token_invalid'])
    expect(await verified(person.token)).toBe(false)
  })

  test('ASVS 6.6.3: has ten attempts per hour and account, across all codes', async () => {
    const person = await addressed()
    for (let round = 0; round < 2; round++) {
      const { otp, token } = await challenge(service, person.token)
      for (const wrong of wrongCodes(otp, 5)) {
        expect((await submitCode(service, { otp: wrong, token })).status).toBe(403)
      }
    }
    const { status, body } = await submitCode(service, await challenge(service, person.token))
    expect([status, body.code]).toEqual([429, 'too_many_attempts'])
    expect(await verified(person.token)).toBe(false)
  })

  test('ASVS 15.4.2: succeeds once in 20 parallel submissions', async () => {
    const person = await addressed()
    const code = await challenge(service, person.token)
    const answers = await Promise.all(Array.from({ length: 20 }, () => submitCode(service, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status >= 400)).toHaveLength(19)
  })

  test('ASVS 15.4.2: is compared with five of 20 parallel wrong submissions', async () => {
    const person = await addressed()
    const { otp, token } = await challenge(service, person.token)
    const answers = await Promise.all(
      wrongCodes(otp, 20).map((wrong) => submitCode(service, { otp: wrong, token })),
    )
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(5)
    expect((await submitCode(service, { otp, token })).status).toBe(401)
  })

  test.each(['', '12345', '1234567', 'abcdef', '12345６', '0x1234', '1e5', '-12345', "' or 1=1"])(
    'is never accepted in the form %j',
    async (otp) => {
      const person = await addressed()
      const { token } = await challenge(service, person.token)
      expect([400, 403]).toContain((await submitCode(service, { otp, token })).status)
      expect(await verified(person.token)).toBe(false)
    },
  )
})

describe('ASVS 6.6.2: the token of a code', () => {
  test('is invalid after a newer code is requested', async () => {
    const person = await addressed()
    const older = await challenge(service, person.token)
    const newer = await challenge(service, person.token)
    expect((await submitCode(service, older)).status).toBe(401)
    expect((await submitCode(service, newer)).status).toBe(200)
  })

  test('is refused with another code, of another account or an older one of the same account', async () => {
    const [ada, eve] = [await addressed(), await addressed()]
    const [first, second] = [
      await challenge(service, ada.token),
      await challenge(service, ada.token),
    ]
    const other = await challenge(service, eve.token)
    if (first.otp !== second.otp) {
      expect((await submitCode(service, { otp: first.otp, token: second.token })).status).toBe(403)
    }
    if (other.otp !== second.otp) {
      expect((await submitCode(service, { otp: other.otp, token: second.token })).status).toBe(403)
      expect((await submitCode(service, { otp: second.otp, token: other.token })).status).toBe(403)
    }
    expect(await verified(eve.token)).toBe(false)
  })

  test('is invalid after the address or the password changes', async () => {
    for (const change of [{ email: someAddress() }, { password: 'another horse' }]) {
      const person = await addressed()
      const code = await challenge(service, person.token)
      const { token } = person
      const asked = service.put('/api/auth/local-account', change, { token })
      const { body } = await service.expecting(200, asked)
      expect((await submitCode(service, code)).status).toBe(401)
      expect(await verified(body.token)).toBe(false)
    }
  })

  test('is invalid after the account is deleted', async () => {
    const person = await addressed()
    const code = await challenge(service, person.token)
    await service.delete(`/api/auth/users/${person.id}`, { token: root.token })
    expect((await submitCode(service, code)).status).toBe(401)
  })

  test('has one valid encoding, and no other token is accepted in its place', async () => {
    const person = await addressed()
    const { otp, token } = await challenge(service, person.token)
    const reset = await resetToken(service, person.email)
    const others = [person.token, reset, 'garbage', ...Object.values(reencoded(token))]
    for (const other of others) {
      expect((await submitCode(service, { otp, token: other })).status).toBe(401)
    }
    expect((await submitCode(service, { otp, token })).status).toBe(200)
  })

  test('a changed address is unverified until its owner enters a code', async () => {
    const person = await addressed()
    await submitCode(service, await challenge(service, person.token))
    const email = someAddress()
    const asked = service.put('/api/auth/local-account', { email }, { token: person.token })
    const { token } = (await service.expecting(200, asked)).body
    expect(await verified(token)).toBe(false)
    const sent = await service.mail(person.email, notice)
    expect(sent.subject).toBe('Your Latchkey email address was changed')
    expect((await submitCode(service, await challenge(service, token))).status).toBe(200)
    expect(await verified(token)).toBe(true)
    expect(service.mailsTo(email, notice), 'the new address was unverified').toEqual([])
  })
})
