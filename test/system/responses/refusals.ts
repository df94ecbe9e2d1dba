import { vi } from 'vitest'
import { person } from '../../support/accounts/people.ts'
import { type Served, sample } from '../../support/catalogue/description.ts'
import { newPassword } from '../../support/catalogue/operation.ts'
import { takesResetToken } from '../../support/catalogue/operations.ts'
import { address, operations } from '../../support/catalogue/states.ts'
import { onEveryTrip } from '../../support/database/d1.ts'
import { write } from '../../support/database/rows.ts'
import { byCookie } from '../../support/requests/browser.ts'
import { password, type Sent } from '../../support/requests/client.ts'
import { Service } from '../../support/requests/service.ts'

/** Changes a valid request. Returns undefined if the change does not apply to the operation. */
type Change = (sent: Sent, operation: Served) => Sent | undefined | Promise<Sent | undefined>

/** A reason to refuse a request: other settings, a changed request, or both. */
export interface Refusal {
  vars?: Record<string, unknown>
  change?: Change
  /** Whether an operation can be refused for this reason, so that no state is prepared for the others. */
  appliesTo?: (operation: Served) => boolean
}

/** A request with a valid body and, if the operation requires one, a session token or a reset token. */
export function usualRequest(operation: Served, token: string, resetToken: string): Sent {
  const { path, secured, json, form } = operation
  return {
    path,
    ...(secured && { token: takesResetToken(operation) ? resetToken : token }),
    ...(json && { json: sample(json[0] ?? []) }),
    ...(form && { form: { otp: '123456', token: 'sample text' } }),
  }
}

const asJson = { 'Content-Type': 'application/json' }
const unreachable = () => Promise.reject(new Error('Network connection lost.'))

/** Refusals that depend on the fields of a body. */
export const refusalsOfFields: Record<string, Refusal> = {
  'an empty object': { change: withBody(({ form }) => (form ? { form: {} } : { json: {} })) },
  'empty fields': { change: withFields('') },
  'fields of a wrong type': { change: withFields([]) },
  'fields that are too long': { change: withFields('x'.repeat(2000)) },
}

/** Refusals of any request that `usualRequest` returns. */
export const refusals: Record<string, Refusal> = {
  'no credential': { change: secured(() => ({ token: undefined })) },
  'a forged token': { change: secured(() => ({ token: 'forged' })) },
  'two tokens': { change: secured(({ token }) => ({ token: `${token}, Bearer forged` })) },
  'no body': { change: withBody(() => ({})) },
  'a body that breaks off': {
    change: withBody(({ form }) => ({
      raw: '{"',
      headers: form ? { 'Content-Type': 'multipart/form-data; boundary=x' } : asJson,
    })),
  },
  'a body of another content type': {
    change: withBody(() => ({ raw: '{}', headers: { 'Content-Type': 'text/plain' } })),
  },
  'a body over 64 KiB': {
    change: withBody(() => ({ raw: `"${'x'.repeat(64 * 1024)}"`, headers: asJson })),
  },
  ...refusalsOfFields,
  'a common password': {
    change: (sent) => {
      const fields = Object.entries(sent.json ?? {})
      if (!fields.some(([name]) => /password/i.test(name))) return undefined
      return { ...sent, json: Object.fromEntries(fields.map(withCommonPassword)) }
    },
  },
  'an unknown id': {
    change: (sent, { template }) => (template.includes('{') ? sent : undefined),
  },
  'a query of unknown values': {
    change: (sent, { query }) =>
      query.length === 0
        ? undefined
        : { ...sent, path: `${bare(sent)}?${query.map((name) => `${name}=%00`).join('&')}` },
  },
  'no query': {
    change: (sent) => (sent.path.includes('?') ? { ...sent, path: bare(sent) } : undefined),
  },
  'closed registration': { change: anonymous, vars: { REGISTRATION: 'closed' } },
  'registration by invitation only': { change: anonymous, vars: { REGISTRATION: 'invitation' } },
  'no setup token': { change: anonymous, vars: { SETUP_TOKEN: 'the setup token of a test' } },
  'past the rate limit': {
    change: anonymous,
    vars: { RATE_LIMIT: { limit: async () => ({ success: false }) } },
  },
  'no rate limit': { change: anonymous, vars: { RATE_LIMIT: { limit: unreachable } } },
  'past the writes of an hour': {
    change: async (sent) => {
      await write(
        `insert into throttles (key, count, expires_at)
          select 'write:' || id, 3000, ? from accounts where true
          on conflict do update set count = 3000, expires_at = excluded.expires_at`,
        Date.now() + 60_000,
      )
      return sent
    },
  },
  'a cookie from another site': {
    change: async (sent, operation) => {
      if (!operation.secured || takesResetToken(operation)) return undefined
      const { headers, ...rest } = await byCookie(sent)
      return { ...rest, headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' } }
    },
  },
  'no storage': { vars: { DB: onEveryTrip(unreachable) } },
  'no secret': { vars: { JWT_SECRET: undefined } },
}

const taken: Record<string, string> = {
  username: 'bob',
  newUsername: 'bob',
  email: 'bob@example.com',
}

/** A product alone may describe fewer fields. */
const takesNames = new Set(
  operations
    .filter(({ json = [] }) => json.flat().some(({ name }) => name in taken))
    .map(({ name }) => name),
)

/** Each username and email address in the request belongs to another account. */
export const namesTaken: Refusal = {
  appliesTo: ({ name }) => takesNames.has(name),
  change: async (sent) => {
    const fields = Object.entries(sent.json ?? {})
    if (!fields.some(([name]) => name in taken)) return undefined
    await person('bob')
    await person('bob@example.com')
    return {
      ...sent,
      json: Object.fromEntries(fields.map(([name, value]) => [name, taken[name] ?? value])),
    }
  },
}

/** Refusals of requests of `states`, which depend on what is stored. */
export const refusalsOfStates: Record<string, Refusal> = {
  'no mail': { vars: { MAIL_FROM: undefined } },
  'the token of another account': {
    appliesTo: ({ secured }) => secured,
    change: secured(async () => ({ token: (await person('bob@example.com')).token })),
  },
  'names that are taken': namesTaken,
  'an hour later': { change: after(60 * 60) },
  'ninety days later': { change: after(90 * 24 * 60 * 60) },
  'a disabled account': {
    change: async (sent) => {
      await write('update accounts set disabled_at = ? where email = ?', Date.now(), address)
      return sent
    },
  },
  'past the attempts': {
    vars: { LOGIN_ATTEMPTS: '1' },
    change: async (sent) => {
      const wrong = { username: address, password: newPassword }
      await new Service().post('/api/auth/login', wrong)
      return sent
    },
  },
}

function bare({ path }: Sent): string {
  return path.replace(/\?.*/, '')
}

function secured(change: (sent: Sent) => Partial<Sent> | Promise<Partial<Sent>>): Change {
  return async (sent, operation) =>
    operation.secured ? { ...sent, ...(await change(sent)) } : undefined
}

/** The same request with another body. */
function withBody(body: (operation: Served) => Partial<Sent>): Change {
  return ({ path, token, headers }, operation) =>
    operation.json || operation.form
      ? { path, ...(token && { token }), ...(headers && { headers }), ...body(operation) }
      : undefined
}

/** The same value in each field of JSON. */
function withFields(value: unknown): Change {
  return (sent, { json }) =>
    json && {
      ...sent,
      json: Object.fromEntries(json.flat().map(({ name }) => [name, value])),
    }
}

/** The current password stays right, for the check of the new password to be reached. */
function withCommonPassword([name, value]: [string, unknown]): [string, unknown] {
  if (/^(current|old)/.test(name)) return [name, password]
  return [name, /password/i.test(name) ? 'password1234' : value]
}

function after(seconds: number): Change {
  return (sent) => {
    vi.setSystemTime(Date.now() + seconds * 1000)
    return sent
  }
}

/** Without a credential, a request that is not refused does not change the account that later requests use. */
function anonymous(sent: Sent): Sent {
  return { ...sent, token: undefined }
}
