import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { capabilities } from '../../worker/capabilities.ts'
import { problems } from '../../worker/http/problem.ts'
import { person } from '../support/accounts/people.ts'
import { newPassword } from '../support/catalogue/operation.ts'
import { states } from '../support/catalogue/states.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { FaultyD1 } from '../support/faults/faults.ts'
import { type Answer, type Mail, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()

interface Documented {
  levels: string[]
  fields: string[]
}

/** The levels and the fields of each event in docs/logs.md. */
const documented = readDocumentation()

function readDocumentation(): Map<string, Documented> {
  const pages = import.meta.glob<string>('../../docs/logs.md', {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const [page = ''] = Object.values(pages)
  const [, fields = '', audit = '', service = ''] = page.split(/^## /m)
  const names = (section: string) =>
    [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name)
  const all = names(fields)
  const ofAudit = ['at', 'account', 'actor', 'outcome', 'detail', 'ip', 'request_id']
  const ofService = all.filter((name) => !ofAudit.includes(name) || name === 'request_id')
  const entries = (section: string, levels: string[], allowed: string[]) =>
    names(section).map((name): [string, Documented] => [name, { levels, fields: allowed }])
  return new Map([
    ...entries(audit, ['info', 'warn'], ofAudit),
    ...entries(service, ['warn', 'error'], ofService),
  ])
}

/** Compares a line with docs/logs.md. */
function expectDocumented(line: string): void {
  const { level, event, ...fields } = JSON.parse(line)
  const entry = documented.get(event)
  expect(entry?.levels, line).toContain(level)
  for (const name of Object.keys(fields)) expect(entry?.fields, line).toContain(name)
}

/** Every string whose key matches, at any depth. */
function under(name: RegExp, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && name.test(key) ? [inner] : under(name, inner),
  )
}

/** Stored values that must not be logged: hashes and encrypted tokens. */
async function storedSecrets(): Promise<string[]> {
  const tables = ['accounts', 'api_tokens', 'otp_challenges', 'reset_links']
  const rows = await env.DB.batch(tables.map((table) => env.DB.prepare(`select * from ${table}`)))
  return under(
    /_hash$|_sealed$/,
    rows.map(({ results }) => results),
  )
}

function mailSecrets(mails: Mail[]): string[] {
  return mails.flatMap(({ text }) => text.match(/https?:\/\/\S+|\b\d{6}\b/g) ?? [])
}

test('docs/logs.md has every audit event, and every problem that is logged', () => {
  const events = capabilities.flatMap(({ events = [] }) => events)
  const logged = Object.values(
    Object.assign({}, problems, ...capabilities.map((each) => each.problems)) as typeof problems,
  ).filter(({ status }) => status >= 500)
  const expected = [
    ...events,
    ...logged.map(({ code }) => code),
    ...['after_answer', 'weak_setting'],
  ]
  expect([...documented.keys()].sort()).toEqual(expected.sort())
})

describe('A log line', () => {
  test.each(states)('of $name, $title, contains no secret, even after a failure', async (one) => {
    const d1 = new FaultyD1()
    const service = new Service({ ...one.vars, DB: d1.db })
    const sent = await one.create(service)
    const answers: Answer[] = []
    const secrets = new Set([
      password,
      newPassword,
      env.JWT_SECRET,
      env.ROOT_SECRET,
      sent.token ?? '',
    ])
    const send = async (by = service) => {
      const answer = await by.request(one.method, sent.path, sent)
      answers.push(answer)
      for (const secret of await storedSecrets()) secrets.add(secret)
      return answer
    }

    // The failures first, while the request can still take effect.
    const probe = new Service({ ...one.vars, DB: d1.db, MAIL: failingMailer() })
    for (const trip of [1, 2, 3]) {
      for (const mode of ['fails', 'reply lost'] as const) {
        d1.arm({ mode, trip })
        await send(mode === 'fails' ? probe : service)
      }
    }
    d1.arm()
    await send()
    await send(probe)

    const query = new URL(sent.path, 'https://sign-in.test').searchParams.get('token')
    const given = [...answers.map(({ body }) => body), sent.json, { ...sent.form }]
    for (const secret of under(/token|password|otp|^referrer$|^invitation$/i, given))
      secrets.add(secret)
    for (const secret of [query ?? '', ...mailSecrets(service.mails)]) secrets.add(secret)
    for (const line of logs) expectDocumented(line)
    const output = logs.join('\n')
    for (const secret of secrets) if (secret !== '') expect(output).not.toContain(secret)
    expect(output).not.toMatch(
      /eyJ[\w-]{8}|\$2[aby]\$|reset-password\?|insert into|select .* from/i,
    )
  })

  test('of a 503 has the id of the request', async () => {
    const d1 = new FaultyD1()
    const service = new Service({ DB: d1.db })
    d1.arm({ mode: 'down', trip: 1 })
    const answer = await service.post('/api/auth/login', { username: 'alice', password })
    expect(answer.status).toBe(503)
    const lines = logs.map((line) => JSON.parse(line))
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        event: 'storage_unavailable',
        request_id: answer.headers.get('X-Request-Id'),
      }),
    )
  })

  test('of an email that was not sent has the id of the request, whose response is unchanged', async () => {
    await person('reader@example.com')
    logs.length = 0
    const service = new Service({ MAIL: failingMailer() })
    const path = '/api/auth/send-password-reset-link'
    const answer = await service.post(path, { email: 'reader@example.com' })
    expect(answer).toMatchObject({ status: 200, body: true })
    const errors = logs.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')
    expect(errors).toEqual([
      expect.objectContaining({
        request_id: answer.headers.get('X-Request-Id'),
      }),
    ])
  })

  test('is one line of JSON for any input', async () => {
    const service = new Service()
    const typed = 'unknown-user\n{"event":"authn_login_success","level":"info"}\r\u001b[2J'
    await service.post('/api/auth/login', { username: typed, password })
    await service.post('/api/auth/register', { username: typed, password })
    await service.get(`/${encodeURIComponent(typed)}`)
    for (const line of logs) {
      expect(line).not.toMatch(/\p{Cc}/u)
      expect(JSON.parse(line).event).not.toBe('authn_login_success')
    }
    expect(logs.join()).not.toContain('unknown-user')
  })
})

/** Throws an error that contains the message, as a mailer may. */
function failingMailer() {
  return {
    async send(message: Mail) {
      throw new Error(`550 ${message.to}: ${message.text}`)
    },
  }
}
