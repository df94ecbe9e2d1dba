import { analyse } from 'scslre'
import { afterEach, describe, expect, test } from 'vitest'
import { apis } from '../../worker/config/vars.ts'
import { maxLength } from '../../worker/input/max-length.ts'
import {
  description,
  type RequestString,
  requestStrings,
  sample,
} from '../support/catalogue/description.ts'
import { type State, stateWith } from '../support/catalogue/states.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { dump, restore } from '../support/database/snapshot.ts'
import type { Sent } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Every string of every request has a maximum length, and only linear-time code runs on longer text. The strings come
 * from /openapi.json, so that a new one is tested with the same text. No time is measured: the calls are recorded with
 * their arguments.
 */
freshDatabase()
recordLogs()

/** Repeated to the maximum size of a request, or to the maximum length of the field. */
const patterns: Record<string, string> = {
  // Marks in the reverse of their canonical order: sorting them takes quadratic time.
  'marks in the wrong order': '\u0334\u0300\u0315\u0345',
  letters: 'a',
  dots: '.',
  labels: 'a.',
  'hyphens, dots and at signs': '-@.',
  spaces: ' ',
  'spaces and commas': ' ,',
  slashes: '/',
  digits: '0',
  'full width': '\uff21',
  'letters that grow in NFKC': '\ufdfa',
  'astral letters': '\u{1d4d0}',
}

const beginnings: Record<string, string> = {
  picture: 'https://example.com/',
  email: 'a@',
  after: 'k.',
  before: '1.',
}

/** Larger JSON is refused unread. */
const largestBody = 64 * 1024

const strings = requestStrings(await description(new Service()))

test.each<[string, Record<string, string>]>([
  ['all five together', {}],
  ['registration by invitation', { REGISTRATION: 'invitation' }],
  ...apis.map((api): [string, Record<string, string>] => [`${api} alone`, { APIS: api }]),
])('every string of a request has a maximum length: %s', async (_, vars) => {
  const { answer } = await new Service(vars).answer('GET', '/openapi.json')
  const found = requestStrings(answer.body)
  expect(found.length).toBeGreaterThan(10)
  const without = found.filter(({ schema }) => !((schema.maxLength ?? 0) > 0))
  expect(without).toEqual([])
  const most = Math.max(...Object.values(maxLength))
  expect(found.filter(({ schema }) => (schema.maxLength ?? 0) > most)).toEqual([])
})

const signsIn = /^POST (.*\/login|\/api\/auth\/session)$/

/** Operations whose body has alternatives: the request has no other field. */
const hasAlternatives = /session\/(second|proof)$/

/** The refusals of an answer to the second factor. */
const answerRefusals = [
  'invalid_second_factor',
  'factor_not_found',
  'sign_in_expired',
  'too_many_attempts',
]

/** Text that is only compared with stored values: longer text is a wrong value, with the same response. */
function refusalsOf({ operation, name }: RequestString): (string | undefined)[] | undefined {
  if (signsIn.test(operation)) return ['invalid_credentials']
  // lncrawl's two names for the current password: the other one is used if both are sent.
  if (operation === 'PUT /api/auth/me/password' && name === 'current_password') {
    return [undefined, 'current_password_incorrect', 'too_many_attempts']
  }
  const isOwnPassword =
    /(account\/(email|delete)|session\/proof)$/.test(operation) && name === 'password'
  if (isOwnPassword || /^(current|old)_password$/.test(name)) {
    return ['current_password_incorrect', 'too_many_attempts']
  }
  if (operation === 'GET /api/auth/verify-token') return [undefined]
  if (operation === 'POST /api/auth/invitation/verify') return ['invitation_invalid']
  return (
    {
      referrer: ['invitation_invalid'],
      invitation: ['invitation_invalid'],
      otp: ['invalid_code'],
      code: operation.endsWith('/email/verify') ? ['invalid_code'] : answerRefusals,
      recovery_code: answerRefusals,
    }[name] ?? (name === 'token' ? ['otp_token_invalid'] : undefined)
  )
}

describe.each(strings)('$operation, $place, $name', (string) => {
  const most = string.schema.maxLength ?? 0
  const state = stateWith(string.operation, string.name)

  afterEach(unwatch)

  test('refuses longer text before any other work', async () => {
    const { send } = await ready(state)
    const refusals = refusalsOf(string)
    for (const [pattern, part] of Object.entries(patterns)) {
      const text = filledWith(part, largest(string), beginning(string))
      const watched = watch()
      const answer = await send(string, text)
      expect(watched.longest(), pattern).toBeLessThanOrEqual(most)
      if (string.place === 'header') continue
      if (string.place === 'path') {
        expect(answer.status, `${pattern} ${answer.body?.detail}`).toBe(404)
      } else if (refusals) {
        expect(refusals, pattern).toContain(answer.body.code)
        if (answer.body.code) expectProblem(answer, answer.status, answer.body.code)
      } else {
        expectProblem(answer, 400, 'invalid_input')
        expect(answer.body.errors, pattern).toEqual([
          {
            path: string.name.replace('[]', '.0'),
            message: expect.stringMatching(/^must have at most \d+ /),
          },
        ])
      }
    }
  })

  test('applies only linear-time regular expressions to the longest text', async () => {
    const { send, restore } = await ready(state)
    const watched = watch()
    const expressions = watchExpressions()
    for (const part of Object.values(patterns)) {
      const text = filledWith(part, most, beginning(string))
      const { status } = await send(string, text)
      expect(status).toBeLessThan(500)
      await restore()
    }
    expect(watched.longest()).toBeLessThanOrEqual(most)
    const slow = expressions().flatMap((expression) => slownessOf(expression))
    expect(slow).toEqual([])
  })
})

test('every regular expression in the Worker takes linear time', () => {
  const files = import.meta.glob<string>('../../worker/**/*.ts', {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  // Settings are no input.
  const input = Object.entries(files).filter(([name]) => !name.endsWith('/vars.ts'))
  const found = input.flatMap(([, source]) => expressionsIn(source))
  expect(found.length).toBeGreaterThan(20)
  expect(found.map(String)).toContain(String(/^(.*?)\p{Zs}?(\p{Nd}{3}\p{Zs}?\p{Nd}{3})$/su))
  expect(found.flatMap(slownessOf)).toEqual([])
  // Expressions that are built at run time are tested through requests only.
  const built = input.filter(([, source]) => /new RegExp\(/.test(source)).map(([name]) => name)
  expect(built).toEqual(['../../worker/accounts/usernames.ts', '../../worker/input/pattern.ts'])
})

test('a regular expression with quadratic time or worse is detected', () => {
  expect(
    [/^(a+)+$/, /\s+$/, /^a*\w*x$/, /^\s*(.*)\s*x$/].map((one) => slownessOf(one).length),
  ).toEqual([1, 1, 1, 1])
})

/** Prepares a state once; each request gets the same database. */
async function ready({ method, prepare, vars }: State) {
  const service = new WatchedService({ LOGIN_ATTEMPTS: '1000', ...vars })
  const sent = await prepare(service)
  const before = await dump()
  const stored = JSON.stringify(before)
  return {
    async restore() {
      if (JSON.stringify(await dump()) !== stored) await restore(before)
    },
    send(string: RequestString, text: string) {
      const { path, ...options } = put(sent, string, text)
      return service.request(method, path, fromAnywhere(options))
    },
  }
}

/** The request with this text in this place. */
function put(sent: Sent, { operation, place, name }: RequestString, text: string): Sent {
  if (place === 'header') return { ...sent, headers: { ...sent.headers, [name]: latin(text) } }
  if (place === 'form') return { ...sent, form: { ...(sent.form as object), [name]: text } }
  const [path = '', query] = sent.path.split('?')
  if (place === 'query') {
    const parameters = new URLSearchParams(query)
    parameters.set(name, text)
    return { ...sent, path: `${path}?${parameters}` }
  }
  if (place === 'path') {
    const template = operation.split(' ')[1]?.split('/') ?? []
    const parts = path.split('/')
    parts[template.indexOf(`{${name}}`)] = encodeURIComponent(text)
    return { ...sent, path: parts.join('/') }
  }
  const base = hasAlternatives.test(operation)
    ? name.startsWith('passkey.') &&
      sample([{ name: 'passkey', required: true, types: ['object'] }])
    : sent.json
  const json = withText({ ...(base as object) }, name.split('.'), text)
  // The username is used if both names are sent.
  if (signsIn.test(operation) && name === 'email') delete json.username
  return { ...sent, json }
}

/** The object with this text as the member of a path; `[]` makes it the only item of a list. */
function withText(object: object, [name = '', ...inner]: string[], text: string) {
  const own: Record<string, unknown> = { ...object }
  const list = /^(.+)\[\]$/.exec(name)?.[1]
  if (inner.length > 0) own[name] = withText(own[name] as object, inner, text)
  else own[list ?? name] = list === undefined ? text : [text]
  return own
}

/** A header consists of bytes. */
function latin(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, 'x')
}

function beginning({ name }: RequestString): string {
  return beginnings[name] ?? 'a'
}

/** The most code points of this pattern that fit. */
function filledWith(part: string, most: number, start: string): string {
  const repeated = start + part.repeat(Math.ceil(most / part.length))
  return [...repeated].slice(0, most).join('')
}

/** The number of four-byte code points that fit into a body; a form has three characters per byte. */
function largest({ place }: RequestString): number {
  return (largestBody - 1024) / (place === 'body' ? 4 : 12)
}

/** Whether the Worker runs, and not the test. */
let answering = false

class WatchedService extends Service {
  override async fetch(...asked: Parameters<Service['fetch']>): Promise<Response> {
    answering = true
    try {
      return await super.fetch(...asked)
    } finally {
      answering = false
    }
  }
}

/** Undoes what `watch` and `watchExpressions` replaced. */
const originals: (() => void)[] = []

function unwatch(): void {
  for (const putBack of originals.splice(0)) putBack()
}

/** Replaces a function until the end of the test. A spy would keep the text of every call. */
function replace<T, K extends keyof T>(owner: T, name: K, replacement: T[K]): void {
  const original = owner[name]
  owner[name] = replacement
  originals.push(() => {
    owner[name] = original
  })
}

/** Records the length of the strings that are normalized or parsed as URLs. */
function watch(): { longest: () => number } {
  unwatch()
  let longest = 0
  const record = (text: string) => {
    // A string has at least as many UTF-16 units as code points.
    if (text.length > longest) longest = Math.max(longest, [...text].length)
  }
  const { normalize } = String.prototype
  replace(String.prototype, 'normalize', function (this: string, form?: string) {
    record(String(this))
    return normalize.call(this, form)
  })
  const { canParse } = URL
  replace(URL, 'canParse', (url, base) => {
    record(String(url).replace('http://', ''))
    return canParse(url, base)
  })
  return { longest: () => longest }
}

/** Records the regular expressions that the Worker runs. All expressions are slow from then on. */
function watchExpressions(): () => RegExp[] {
  const expressions = new Map<string, RegExp>()
  const { exec } = RegExp.prototype
  replace(RegExp.prototype, 'exec', function (this: RegExp, text) {
    if (answering) expressions.set(String(this), this)
    return exec.call(this, text)
  })
  return () => {
    unwatch()
    return [...expressions.values()]
  }
}

const known = new Map<string, string[]>()

/** Describes how the expression takes more than linear time; empty if it does not. */
function slownessOf(expression: RegExp): string[] {
  const written = String(expression)
  const before = known.get(written)
  if (before) return before
  const { reports } = analyse(expression)
  const words = reports.slice(0, 1).map(({ type, exponential }) => {
    return `${written}: ${exponential ? 'exponential' : 'polynomial'} (${type}) `
  })
  known.set(written, words)
  return words
}

/** The regular expressions of a TypeScript file: literals, and those that are created at their first use. */
function expressionsIn(source: string): RegExp[] {
  const literal =
    /(?<=[(=,:?[!&|]\s*|return )\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+)\/([dgimsuvy]*)/g
  const later = /\bpattern\(\s*String\.raw`([^`]+)`(?:,\s*'(\w+)')?/g
  return [
    ...[...source.matchAll(literal)].map(([, text = '', flags]) => new RegExp(text, flags)),
    ...[...source.matchAll(later)].map(
      ([, text = '', flags = 'u']) => new RegExp(text.replaceAll('${script}', 'Latin'), flags),
    ),
  ]
}
