import { beforeEach, describe, expect, it } from 'vitest'
import { typed } from '../../worker/input/typed-code.ts'
import { createInvitation } from '../support/accounts/invitations.ts'
import { challenge, otherThan } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

/** How people type and paste a mailed code or an invitation. */
const ways: [how: string, type: (text: string) => string][] = [
  ['as it is', (text) => text],
  ['with a space in it', (text) => `${text.slice(0, 3)} ${text.slice(3)}`],
  ['with a space between all', (text) => [...text].join(' ')],
  ['with a hyphen', (text) => `${text.slice(0, 3)}-${text.slice(3)}`],
  ['with an en dash', (text) => `${text.slice(0, 3)}–${text.slice(3)}`],
  ['with a minus sign', (text) => `${text.slice(0, 3)}−${text.slice(3)}`],
  ['with a non-breaking hyphen', (text) => `${text.slice(0, 3)}\u2011${text.slice(3)}`],
  ['with line breaks', (text) => `\r\n${text.slice(0, 4)}\n${text.slice(4)}\n`],
  ['with a tab and a no-break space', (text) => `\t${text}\u00a0`],
  ['with an ideographic space', (text) => `${text.slice(0, 3)}\u3000${text.slice(3)}`],
  ['with a zero-width space', (text) => `${text.slice(0, 3)}\u200b${text.slice(3)}`],
  ['with a byte order mark', (text) => `\ufeff${text}`],
  ['with bidirectional marks', (text) => `\u202a${text}\u202c\u200f`],
  ['with a soft hyphen', (text) => `${text.slice(0, 3)}\u00ad${text.slice(3)}`],
  ['full-width', (text) => shifted(text, /[!-~]/g, 0xfee0)],
]
const digitWays: typeof ways = [
  ['in Arabic-Indic digits', (text) => shifted(text, /\d/g, 0x0660 - 0x30)],
  ['in Devanagari digits', (text) => shifted(text, /\d/g, 0x0966 - 0x30)],
  ['in mathematical digits', (text) => shifted(text, /\d/g, 0x1d7d8 - 0x30)],
]

function shifted(text: string, which: RegExp, by: number): string {
  return text.replace(which, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + by))
}

let service: Service
let alice: Person
beforeEach(async () => {
  service = new Service()
  alice = await person('alice@example.com')
})

describe.each([...ways, ...digitWays])('A code typed %s', (_, type) => {
  it('is accepted by verify-otp', async () => {
    const { otp, token } = await challenge(service, alice.token)
    const form = { otp: type(otp), token }
    expect((await service.post('/api/auth/verify-otp', undefined, { form })).body).toBe(true)
  })

  it("is accepted by Latchkey's own API", async () => {
    const { otp } = await challenge(service, alice.token)
    const json = { code: type(otp) }
    const options = { token: alice.token }
    expect((await service.post('/api/auth/account/email/verify', json, options)).status).toBe(200)
  })
})

describe.each(ways)('An invitation typed %s', (_, type) => {
  it('is accepted by every operation', async () => {
    const invitation = type(await createInvitation(service, alice.token))
    const query = new URLSearchParams({ token: invitation })
    expect((await service.get(`/api/auth/verify-token?${query}`)).body).toBe(true)
    const signup = { referrer: invitation, email: 'bob@example.com', password }
    expect((await service.post('/api/auth/signup', signup)).status).toBe(200)
    const account = { invitation, username: 'carol', password }
    expect((await service.post('/api/auth/account', account)).status).toBe(201)
    const closed = new Service({ REGISTRATION: 'invitation' })
    const invited = { invitation, username: 'dave', password }
    expect((await closed.post('/api/auth/account', invited)).status).toBe(201)
  })
})

/** Text that is never a code, in any spelling. */
const noCodes = ['12345', '1234567', '12345x', 'the code', '-', '12.345', '０１２３４', '½½½½½½']

describe('Text that is not a code', () => {
  it.each(noCodes)('%j is a wrong code for verify-otp, and counts no attempt', async (otp) => {
    const right = await challenge(service, alice.token)
    for (let n = 0; n < 12; n++) {
      const form = { ...right, otp }
      expectProblem(
        await service.post('/api/auth/verify-otp', undefined, { form }),
        403,
        'invalid_code',
      )
    }
    expect(await countRows('otp_challenges', 'tries = 0')).toBe(1)
    expect(await countRows('throttles', "key like 'code:%'")).toBe(0)
    const { body } = await service.post('/api/auth/verify-otp', undefined, { form: right })
    expect(body).toBe(true)
  })

  it.each(noCodes)(
    '%j is also a wrong code for our own API, and counts no attempt',
    async (code) => {
      const { otp } = await challenge(service, alice.token)
      const enter = (code: string) =>
        service.post('/api/auth/account/email/verify', { code }, { token: alice.token })
      for (let n = 0; n < 12; n++) expectProblem(await enter(code), 403, 'invalid_code')
      expect(await countRows('otp_challenges', 'tries = 0')).toBe(1)
      expect((await enter(otp)).status).toBe(200)
    },
  )

  it('returns 401 without an open challenge, as any other code does', async () => {
    const old = await challenge(service, alice.token)
    const newer = await challenge(service, alice.token)
    const verify = (form: Record<string, string>) =>
      service.post('/api/auth/verify-otp', undefined, { form })
    expectProblem(await verify({ ...old, otp: 'none' }), 401, 'otp_token_invalid')
    expectProblem(await verify({ otp: 'none', token: 'x' }), 401, 'otp_token_invalid')
    for (let n = 0; n < 5; n++) await verify({ ...newer, otp: otherThan(newer.otp) })
    expectProblem(await verify({ ...newer, otp: 'none' }), 401, 'otp_token_invalid')
    const options = { token: alice.token }
    const path = '/api/auth/account/email/verify'
    expectProblem(await service.post(path, { code: 'none' }, options), 409, 'code_expired')
  })
})

describe('typed', () => {
  it('does not normalize text that is longer than any code or token', () => {
    const worst = 'a'.repeat(33) + '\u0334\u0300\u0315\u0345'.repeat(500)
    expect(typed(worst)).toBe(worst)
  })
})
