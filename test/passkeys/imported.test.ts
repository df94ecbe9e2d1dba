import { base64url } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { meeting } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { flag, type SoftPasskey } from '../support/passkeys/authenticator.ts'
import { addPasskey, assertion, sendAssertion, signInWith } from '../support/passkeys/ceremonies.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

let service: Service
beforeEach(() => {
  service = new Service()
})

const handle = base64url.encode('na029gp850o5rlnlm5oki7zhki6c67e5')
const otherHandle = base64url.encode('5e76c6ik7ihzko5mlnlr5o058pg920an')

/** An account with a passkey that another service created. */
async function owner(name = 'alice') {
  const account = await person(`${name}@example.com`)
  const { userHandle: _, ...passkey } = await addPasskey(service, account.token)
  await write(
    "update passkeys set user_handle = '', user_verified = 0 where account_id = ?",
    account.id,
  )
  return { account, passkey: { ...passkey, userHandle: handle } }
}

function isStored(userHandle: string, { id }: SoftPasskey) {
  return countRows('passkeys', 'id = ? and user_handle = ?', base64url.encode(id), userHandle)
}

/** Tries to sign in, and returns the code of the problem; undefined if it worked. */
async function codeOf(passkey: SoftPasskey): Promise<string | undefined> {
  const { status, body } = await signInWith(service, passkey)
  expect([201, 401]).toContain(status)
  return body.code
}

describe('a passkey that another service created', () => {
  it('signs in, and keeps the user handle of its first use', async () => {
    const { account, passkey } = await owner()
    const answer = await signInWith(service, passkey)
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({ account: { id: account.id }, acr: 'aal2' })
    expect(await isStored(handle, passkey)).toBe(1)
    expect(await codeOf({ ...passkey, userHandle: otherHandle })).toBe('passkey_invalid')
    expect(await codeOf({ ...passkey, userHandle: base64url.encode(account.id) })).toBe(
      'passkey_invalid',
    )
    expect(await codeOf(passkey)).toBeUndefined()
    expect(await isStored(handle, passkey)).toBe(1)
  })

  it('is refused with the user handle of another account, and without one', async () => {
    const [alice, bob, carol] = [await owner(), await owner('bob'), await person('carol@a.test')]
    expect(await codeOf(bob.passkey)).toBeUndefined()
    const sessions = await countRows('sessions')
    for (const userHandle of [handle, base64url.encode(carol.id), base64url.encode(bob.account.id)])
      expect(await codeOf({ ...alice.passkey, userHandle })).toBe('passkey_invalid')
    const json = await assertion(service, alice.passkey)
    delete json.passkey.response.userHandle
    expect((await sendAssertion(service, json)).body.code).toBe('passkey_invalid')
    expect(await countRows('events', "detail = 'user_handle'")).toBe(4)
    expect(await countRows('sessions')).toBe(sessions)
    expect(await isStored('', alice.passkey)).toBe(1)
    expect(await codeOf({ ...alice.passkey, userHandle: otherHandle })).toBeUndefined()
  })

  it('keeps the user handle that several passkeys of one account share', async () => {
    const { account, passkey } = await owner()
    expect(await codeOf(passkey)).toBeUndefined()
    const second = { ...(await addPasskey(service, account.token)), userHandle: handle }
    await write("update passkeys set user_handle = '' where user_handle is null")
    expect(await codeOf(second)).toBeUndefined()
    expect(await countRows('passkeys', 'user_handle = ?', handle)).toBe(2)
  })

  it('takes a user handle that is no text', async () => {
    const { passkey } = await owner()
    const userHandle = base64url.encode(new Uint8Array([255, 0, 254]))
    expect(await codeOf({ ...passkey, userHandle })).toBeUndefined()
    expect(await isStored(userHandle, passkey)).toBe(1)
  })

  it('takes one of two user handles that arrive at the same time', async () => {
    const { passkey } = await owner()
    const both = await Promise.all([
      assertion(service, passkey),
      assertion(service, { ...passkey, userHandle: otherHandle }),
    ])
    const slow = new Service({ DB: meeting(2) })
    const answers = await Promise.all(both.map((json) => sendAssertion(slow, json)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401])
    expect(await countRows('sessions')).toBe(2)
  })

  it('signs in at the same time in two windows', async () => {
    const { passkey } = await owner()
    const both = await Promise.all([assertion(service, passkey), assertion(service, passkey)])
    const slow = new Service({ DB: meeting(2) })
    const answers = await Promise.all(both.map((json) => sendAssertion(slow, json)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
  })

  it('is only the first step at its first use without verification of the user', async () => {
    const { account, passkey } = await owner()
    await enroll(service, account.token)
    const answer = await signInWith(service, passkey, { flags: flag.up })
    expect(answer.status, answer.text).toBe(202)
    expect(await isStored(handle, passkey)).toBe(1)
  })
})
