import bcrypt from 'bcryptjs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { identifierKey } from '../../../worker/accounts/identifiers.ts'
import { createInvitation } from '../../support/accounts/invitations.ts'
import { challenge, resetToken } from '../../support/accounts/mailed.ts'
import { administrator, person } from '../../support/accounts/people.ts'
import { description, operationsOf } from '../../support/catalogue/description.ts'
import { newDatabase } from '../../support/database/rows.ts'
import { type Dump, dump, restore, wholeDump } from '../../support/database/snapshot.ts'
import { type Answer, password } from '../../support/requests/client.ts'
import { recordLogs } from '../../support/requests/logs.ts'
import { someAddress } from '../../support/requests/network.ts'
import { Service } from '../../support/requests/service.ts'
import { type Imagined, type Known, marker, requestsTo } from './arbitraries.ts'

/*
 * Random requests by the description, valid, almost valid and invalid, each to a known database: every response is
 * described (every Service checks that), and a refused request changes nothing.
 * `PROPERTY_REQUESTS=20000 vitest run test/system/properties --silent=false` sends more requests and prints how often
 * each status was returned; `PROPERTY_SEED` repeats a run.
 */
recordLogs()
const { requests, seed } = inject('properties')
vi.setConfig({ testTimeout: 180_000 + requests * 100 })

const service = new Service({ DEFAULT_ACCOUNTS: 'on' })
const openapi = await description(service)
const operations = operationsOf(openapi)

interface World extends Known {
  stored: Dump
  /** By kind of owner. */
  held: { admins: string[]; people: string[]; reset: string[] }
}
const worlds: Record<string, World> = {}
const answered = new Map<number, number>()
const neverDone: string[] = []

beforeAll(async () => {
  await newDatabase()
  // The first request creates the signing key, later ones change nothing.
  await service.expecting(200, service.get('/.well-known/jwks.json'))
  const empty = await dump()
  worlds['in use'] = await world(true)
  await restore(empty)
  worlds['before set-up'] = await world(false)
})

test.each(operations)('$method $template', async ({ method, template, statuses, secured }) => {
  const operation = openapi.paths[template]?.[method.toLowerCase()]
  if (!operation) throw new Error('not described')
  const imagined = Object.entries(worlds).map(([name, { held, ...known }]) => {
    const admins = secured && statuses.includes(403) ? held.admins : []
    const mine = template.endsWith('reset-password-with-token') ? held.reset : admins
    const right = mine.length > 0 ? mine : [...held.people, ...held.admins]
    return fc.tuple(fc.constant(name), requestsTo(openapi, template, operation, known, right))
  })
  let done = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(...imagined), async ([name, sent]) => {
      const before = worlds[name]?.stored ?? {}
      await enter(before)
      const headers = { ...sent.headers, 'CF-Connecting-IP': someAddress() }
      const answer = await service.request(method, sent.path, { ...sent, headers })
      const after = await wholeDump()
      answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1)
      if (answer.status < 300) done++
      entered = JSON.stringify(after)
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500)
      if (answer.status >= 300 || method === 'GET') expectUntouched(after, before)
      else await expectKept(`${method} ${template}`, sent, answer, after, before)
    }),
    { numRuns: Math.ceil(requests / operations.length), ...(seed !== undefined && { seed }) },
  )
  if (done === 0) neverDone.push(`${method} ${template}`)
})

afterAll(() => {
  const counts = [...answered].toSorted(([a], [b]) => a - b)
  const sum = counts.reduce((total, [, count]) => total + count, 0)
  const bad = counts.reduce((total, [status, count]) => total + (status >= 500 ? count : 0), 0)
  console.log(
    `properties: ${sum} requests to ${operations.length} operations, ${bad} answers of 5xx; by status: ` +
      counts.map(([status, count]) => `${status}: ${count}`).join(', ') +
      (neverDone.length > 0 ? `; no success at ${neverDone.join(', ')}` : ''),
  )
})

/** The database now, as text: most requests change nothing, and then it need not be restored. */
let entered = ''

async function enter(before: Dump): Promise<void> {
  if (entered !== JSON.stringify(before)) await restore(before)
}

async function world(setUp: boolean): Promise<World> {
  const admins = setUp ? [await administrator()] : []
  const alice = await person('alice@example.com')
  const bob = await person('bob')
  const reset = await resetToken(service, 'alice@example.com')
  const { otp, token: otpToken } = await challenge(service, alice.token)
  const invitation = await createInvitation(service, bob.token)
  const ids = [alice, bob, ...admins].map(({ id }) => id)
  const addresses = ['alice@example.com', 'root@example.com', 'new@exämple.com', 'eve@local']
  const defaults = { names: ['admin@local', 'admin'], passwords: ['changeme', 'admin'] }
  const secrets = [password, password, password, `${password} 2`, 'pässwörter sind lang']
  const tokens = [alice, bob, ...admins].map(({ token }) => token)
  const stored = await dump()
  return {
    stored,
    held: {
      admins: admins.map(({ token }) => token),
      people: [alice.token, bob.token],
      reset: [reset],
    },
    tokens: [...tokens, reset, otpToken, invitation],
    values: {
      username: [...addresses, 'bob', 'bob', 'carol', 'D.a-v_e', ...defaults.names],
      email: [...addresses, ...defaults.names],
      newUsername: ['bob', 'Bob', 'carol', 'alice@example.com'],
      password: [...secrets, ...defaults.passwords],
      new_password: secrets,
      newPassword: secrets,
      old_password: secrets,
      current_password: secrets,
      currentPassword: secrets,
      name: ['Alice', 'Ålice d’Été', '爱丽丝'],
      first_name: ['Alice', 'Renée'],
      last_name: ['Doe', 'O’Neil'],
      referrer: [invitation],
      invitation: [invitation],
      token: [invitation, otpToken],
      otp: [otp, '000000'],
      user_id: ids,
      account_id: ids,
      invitation_id: (stored.api_tokens ?? []).map(({ id }) => String(id)),
      code: [otp, '000000'],
      picture: ['https://example.com/a.png'],
      session_id: (stored.sessions ?? []).map(({ id }) => String(id)),
      account: ids,
      limit: ['1', '2', '1000'],
      after: [`0.${ids[0]}`, `${Date.now()}.${ids[0]}`],
      before: ['1.1', `${Date.now()}.9`],
      since: [new Date(0).toISOString()],
      until: [new Date().toISOString()],
      event: ['authn_login_success', 'user_created'],
    },
  }
}

/** Nothing differs except attempt counters and events. */
function expectUntouched(after: Dump, before: Dump): void {
  const [now, then] = [after, before].map(({ throttles: _, events: __, ...rest }) => ({
    ...rest,
    otp_challenges: rest.otp_challenges?.map(({ tries: ___, ...challenge }) => challenge),
  }))
  if (JSON.stringify(now) !== JSON.stringify(then)) expect(now).toEqual(then)
  expect(JSON.stringify(after)).not.toContain(marker)
}

/** The columns of `accounts` that may store each field of an operation. */
const kept: Record<string, Record<string, string[]>> = {
  'POST /api/auth/register': { username: ['username', 'email'], password: [] },
  'POST /api/auth/users': { username: ['username', 'email'], password: [] },
  'POST /api/auth/signup': { email: ['email'], name: ['first_name'], password: [] },
  'POST /v1/auth/setup': {
    email: ['email'],
    first_name: ['first_name'],
    last_name: ['last_name'],
    password: [],
  },
  'POST /api/auth/change-password': { new_password: [] },
  'PUT /api/auth/users/{user_id}/reset-password': { new_password: [] },
  'PUT /api/auth/local-account': { email: ['email'], name: ['first_name'], password: [] },
  'POST /api/auth/update-password': { password: [] },
  'PUT /api/auth/me/name': { name: ['first_name'] },
  'PUT /api/auth/me/password': { new_password: [] },
  'POST /api/auth/reset-password-with-token': { password: [] },
  'POST /api/auth/setup': {
    email: ['email'],
    first_name: ['first_name'],
    last_name: ['last_name'],
    password: [],
  },
  'POST /api/auth/account': {
    username: ['username'],
    email: ['email'],
    first_name: ['first_name'],
    last_name: ['last_name'],
    password: [],
  },
  'PATCH /api/auth/account': {
    username: ['username'],
    first_name: ['first_name'],
    last_name: ['last_name'],
    picture: ['picture'],
  },
  'PUT /api/auth/account/password': { new_password: [] },
  'PUT /api/auth/password-reset': { password: [] },
  'PUT /api/auth/profile': { newUsername: ['username', 'email'], newPassword: [] },
}

/** Operations of administrators that set the `role` of an account. */
const givesRole = new Set([
  'POST /api/auth/users',
  'POST /api/auth/accounts',
  'PATCH /api/auth/accounts/{account_id}',
])

/** Each field is stored, trimmed or, if it is a password, normalized; and nothing else is. */
async function expectKept(
  operation: string,
  { fields = {} }: Imagined,
  answer: Answer,
  after: Dump,
  before: Dump,
): Promise<void> {
  expect(JSON.stringify(after)).not.toContain(marker)
  const old = new Map((before.accounts ?? []).map((row) => [row.id, row]))
  const changed = (after.accounts ?? []).filter((row) => {
    const was = old.get(row.id)
    return JSON.stringify(row) !== JSON.stringify(was)
  })
  for (const row of changed) {
    const { role_id, default_of, referrer_id, created_at } = old.get(row.id) ?? {}
    if (old.has(row.id)) {
      expect(row, 'fields that no caller can set').toMatchObject({
        default_of,
        referrer_id,
        created_at,
      })
    }
    const given = givesRole.has(operation) ? fields.role : undefined
    const first = operation.endsWith('/setup') || row.default_of !== null
    expect(row.role_id).toBe(given ?? role_id ?? (first ? 'admin' : 'user'))
  }
  for (const [field, columns] of Object.entries(
    kept[operation.replace(' /api/v1', ' /v1')] ?? {},
  )) {
    const sent = fields[field]
    // An empty password means none if the product's own client sends one; elsewhere it is refused.
    if (typeof sent !== 'string' || (columns.length > 0 ? sent.trim() : sent) === '') continue
    const label = `${field} of ${operation}, ${answer.status}`
    if (columns.length === 0) {
      const hashes = changed.map((row) => String(row.password_hash))
      // RFC 8265, section 4.2.2.
      const normal = sent.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC')
      const same = await Promise.all(hashes.map((hash) => bcrypt.compare(normal, hash)))
      expect(same, label).toContain(true)
      expect(new TextEncoder().encode(normal).length, label).toBeLessThanOrEqual(72)
    } else {
      const texts = changed.flatMap((row) => columns.map((column) => row[column]))
      // The same address in another spelling changes nothing.
      const isShown = (text: unknown) => identifierKey(String(text)) === identifierKey(sent)
      if (field === 'newUsername' && sent.includes('@') && texts.some(isShown)) continue
      expect(texts, label).toContain(sent.trim())
    }
  }
}
