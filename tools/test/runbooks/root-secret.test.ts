import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { claimsOf } from '../../../test/support/accounts/forge.ts'
import { missingSecrets } from '../../lib/secrets.ts'
import {
  database,
  type LocalDatabase,
  newSecret,
  oldSecret,
  type SignedIn,
  served,
} from '../support/rehearsal.ts'

/** Rows that the last version without ROOT_SECRET wrote with `oldSecret` as its JWT_SECRET. */
const written = {
  used: {
    token: '8fKq2WmZxT',
    hash: 'Yelh-_FYMB09F9ybuEsPSy84KISJj0Yy26RIttyCUDs',
    sealed: 'sGe-kDUh7sRH2UhOHmfFPeTyO7oKO9uZt5sr4tCyVnu0CJFHSKA',
  },
  idle: {
    token: 'Vb5nRc7LyH',
    hash: 'L5fwJ9MVERNbMhXNcLTTZAZqJ5Z0DsVGv-4eLMKhyMM',
    sealed: 'M7FkJmubuDKnr7nVqHCNXRGXhzhrzKakqGys-s3ryCZrmy9BK5w',
  },
  code: {
    challenge: '7d0c6f2e-5b1a-4c39-9e84-2f6a1d3b8c57',
    code: '482913',
    hash: 'O15odu438tMc3dsZ9aWW6tR9cCBvb_ov8kM3MWWwo1o',
  },
}

/** What npm run deploy uploads to an instance that has only a JWT_SECRET. */
const upgraded: Record<string, string> = {
  JWT_SECRET: oldSecret,
  ...missingSecrets(['JWT_SECRET']),
}
const { ROOT_SECRET_PREVIOUS: _, ...settled } = upgraded

test('the upgrade keeps sessions, codes and invitations, and moves invitations to ROOT_SECRET when used', async () => {
  const place = await database()
  const before = await served(place, { JWT_SECRET: oldSecret })
  const ada = await before.register('ada@example.com')
  const cookie = await before.cookieOf('ada@example.com')
  await before.stop()
  insertFormerRows(place, ada)

  const both = await served(place, upgraded)
  assert.equal(await both.isValid(ada), true)
  assert.equal(await both.isValid({ cookie }), true)
  assert.equal(await both.isInvitation(written.used.token), true)
  const verify = await both.request(
    'POST',
    '/api/auth/account/email/verify',
    { code: written.code.code },
    ada,
  )
  assert.equal(verify.status, 200)
  const path = '/api/auth/invitations'
  const { body } = await both.request<{ token: string }>('POST', path, undefined, ada)
  await both.stop()

  const after = await served(place, settled)
  assert.equal(await after.isValid(ada), true)
  assert.equal(await after.isInvitation(written.used.token), true)
  assert.equal(await after.isInvitation(body.token), true)
  assert.equal(await after.isInvitation(written.idle.token), false)
  await after.stop()
})

test('listing the invitations moves all of them, also while JWT_SECRET is rotated', async () => {
  const place = await database()
  const before = await served(place, { JWT_SECRET: oldSecret })
  const ada = await before.register('ada@example.com')
  await before.stop()
  insertFormerRows(place, ada)

  const tokens = [written.idle.token, written.used.token]
  const rotating = { ...upgraded, JWT_SECRET: newSecret, JWT_SECRET_PREVIOUS: oldSecret }
  const both = await served(place, rotating)
  assert.deepEqual((await both.listInvitations(ada.token)).toSorted(), tokens.toSorted())
  await both.stop()

  const after = await served(place, settled)
  for (const token of tokens) assert.equal(await after.isInvitation(token), true)
  await after.stop()
})

test('without ROOT_SECRET the Worker answers every request with 503, and names it in the log', async () => {
  const place = await database()
  const closed = await served(place, { ROOT_SECRET: '' })
  for (const path of ['/health', '/api/auth/me']) {
    assert.equal((await closed.request('GET', path)).status, 503, path)
  }
  await closed.stop()
  assert.match(readFileSync(closed.log, 'utf8'), /"event":"misconfigured".*ROOT_SECRET/)
})

function insertFormerRows(place: LocalDatabase, { id, token }: SignedIn): void {
  place.rows((sqlite) => {
    const invitation = sqlite.prepare(
      `insert into api_tokens (id, account_id, token_hash, token_sealed, created_at, expires_at)
       values (?, ?, ?, ?, unixepoch() * 1000, unixepoch() * 1000 + 8640000000)`,
    )
    for (const { hash, sealed } of [written.used, written.idle]) {
      invitation.run(crypto.randomUUID(), id, hash, sealed)
    }
    const { challenge, hash } = written.code
    sqlite
      .prepare(
        `insert into otp_challenges (account_id, id, code_hash, session_id, expires_at)
         values (?, ?, ?, ?, unixepoch() * 1000 + 600000)`,
      )
      .run(id, challenge, hash, claimsOf(token).jti)
  })
}
