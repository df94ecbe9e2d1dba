import { env } from 'cloudflare:workers'
import { afterAll, describe, expect, test } from 'vitest'
import { addedStates, type State, states } from '../support/catalogue/states.ts'
import { emptyDatabase, freshDatabase, write } from '../support/database/rows.ts'
import { byCookie } from '../support/requests/browser.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

/** The operations that open a session for an account that exists, in all states of the catalogue. Add a new one here. */
const opening = [
  'POST /api/auth/first-run',
  'POST /api/auth/login',
  'POST /api/auth/session',
  'POST /api/auth/session/passkey',
  'POST /api/auth/session/second',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/mfa/verify',
  'POST /v1/auth/login',
  'POST /v1/auth/mfa/verify',
  // The present session gets a new id.
  'PUT /api/auth/local-account',
  'PUT /api/auth/password-reset',
  'PUT /api/auth/profile',
]
const found = new Set<string>()

/** Ids of the rows of a table. */
async function idsOf(table: 'accounts' | 'sessions'): Promise<string[]> {
  const { results } = await env.DB.prepare(`select id from ${table}`).all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** The new sessions of accounts that existed before, by level. */
async function openedBy(state: State, { isProtected }: { isProtected: boolean }) {
  const service = new Service(state.vars)
  const sent = await state.prepare(service)
  if (isProtected) await protectAll()
  const [accounts, sessions] = [await idsOf('accounts'), await idsOf('sessions')]
  await service.request(state.method, sent.path, fromAnywhere(sent))
  const { results } = await env.DB.prepare('select id, account_id, level from sessions').all<{
    id: string
    account_id: string
    level: number
  }>()
  return results.filter(({ id, account_id }) => {
    return accounts.includes(account_id) && !sessions.includes(id)
  })
}

/** Every account has a second factor from now on, and the sessions so far were opened with it. */
async function protectAll(): Promise<void> {
  await write('delete from totp_factors')
  await write(
    `insert into totp_factors (id, account_id, label, secret, key_id, created_at, confirmed_at)
      select 'totp-' || id, id, '', 'unknown', '', 1, 1 from accounts`,
  )
  await write("update sessions set level = 2, amr = 'pwd otp mfa'")
}

/**
 * The operations that change something, and that a browser may use without a recent proof. Add a new one to this list, or give it a guard.
 */
const unproven = [
  'DELETE /api/auth/grants/{client_id}',
  'DELETE /api/auth/invitations/{invitation_id}',
  'DELETE /api/auth/session',
  'DELETE /api/auth/sessions',
  'DELETE /api/auth/sessions/{session_id}',
  'PATCH /api/auth/account',
  'PATCH /api/auth/passkeys/{passkey_id}',
  'POST /api/auth/access-token',
  'POST /api/auth/account/email/code',
  // A new email address required a proof before its code was sent.
  'POST /api/auth/account/email/verify',
  'POST /api/auth/authorization',
  'POST /api/auth/device-authorization',
  'POST /api/auth/invitation/email',
  'POST /api/auth/invitations',
  'POST /api/auth/logout',
  'POST /api/auth/me/create-token',
  'POST /api/auth/me/tokens',
  // They are the proof.
  'POST /api/auth/session/proof',
  'POST /api/auth/session/second',
  'PUT /api/auth/device-authorization',
  'PUT /api/auth/me/name',
]

test('every other change of a browser requires a recent proof of an account with a second factor', async () => {
  const accepted = new Set<string>()
  const usual = new Map(states.toReversed().map((state) => [state.name, state]))
  for (const state of usual.values()) {
    if (state.method === 'GET') continue
    await emptyDatabase()
    const service = new Service(state.vars)
    const sent = await state.prepare(service)
    // A reset link is a proof.
    if (!(sent.headers?.Cookie || sent.token?.includes('.'))) continue
    await protectAll()
    const { path, ...options } = fromAnywhere(await byCookie(sent))
    await write('update sessions set created_at = 1, proved_at = 1')
    const { status, body } = await service.request(state.method, path, options)
    const isRefused = ['reauthentication_required', 'bearer_required'].includes(body?.code)
    if (!isRefused) accepted.add(state.name)
    expect(status, state.name).toBeLessThan(500)
  }
  expect([...accepted].toSorted()).toEqual(unproven)
})

describe('No operation opens a session of level 1 for an account with a second factor', () => {
  test.each(
    [...states, ...addedStates].map((state) => [`${state.name}: ${state.title}`, state] as const),
  )('%s', async (_, state) => {
    const usual = await openedBy(state, { isProtected: false })
    if (usual.length > 0) found.add(state.name)
    await emptyDatabase()
    const opened = await openedBy(state, { isProtected: true })
    expect(opened.filter(({ level }) => level === 1)).toEqual([])
  })

  afterAll(() => {
    expect([...found].sort()).toEqual(opening)
  })
})
