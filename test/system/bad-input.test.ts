import { beforeEach, describe, expect, test } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { renewing } from '../support/accounts/password-changes.ts'
import { administrator, person } from '../support/accounts/people.ts'
import {
  description,
  type Field,
  operationsOf,
  type Served,
  sample,
} from '../support/catalogue/description.ts'
import { callerOf, takesResetToken } from '../support/catalogue/operations.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { cookieFor, ours } from '../support/requests/browser.ts'
import type { Answer } from '../support/requests/client.ts'
import { someAddress } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Derived from /openapi.json, so that a new operation is tested with the same invalid input. Every caller has the right
 * credential: a request is refused for its form only.
 */
const operations = operationsOf(await description(new Service()))
const takingJson = operations.filter(({ json }) => json !== undefined)
const takingBodies = operations.filter(({ json, form }) => json !== undefined || form)
const kinds = {
  null: null,
  number: 42,
  array: ['text'],
  object: { text: 1 },
  boolean: true,
} as const
const tooLarge = 64 * 1024 + 1

const service = new Service()
/** A token for every operation, and one for those that set a password with a reset link. */
let credentials: { admin: string; current: string; reset: string; cookie: string }

freshDatabase(async () => {
  const { token } = await administrator()
  await person('reader@example.com')
  credentials = {
    admin: token,
    current: token,
    reset: await resetToken(service, 'reader@example.com'),
    cookie: await cookieFor(token),
  }
})
beforeEach(() => {
  credentials.current = credentials.admin
})

interface Sent {
  type?: string | null
  body?: BodyInit
  headers?: Record<string, string>
  token?: string | undefined
}

/** A request from a caller with the right credential and from a new address. */
async function send(
  operation: Served,
  { type = 'application/json', body, headers, ...sent }: Sent = {},
) {
  const reset = takesResetToken(operation)
  const token = reset ? credentials.reset : credentials.current
  const isByCookie = callerOf(operation.name) === 'browser'
  // Bytes, because fetch adds a content type for text.
  const raw = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const answer = await service.request(operation.method, operation.path, {
    ...(raw !== undefined && { raw }),
    token: 'token' in sent ? sent.token : operation.secured && !isByCookie ? token : undefined,
    headers: {
      'CF-Connecting-IP': someAddress(),
      ...(type !== null && { 'Content-Type': type }),
      ...(isByCookie && { ...ours, Cookie: credentials.cookie }),
      ...headers,
    },
  })
  // If the request took effect, its new token replaces the old one.
  const way = `${operation.method} ${operation.template.replace('/api/auth', '')}`
  if (answer.status === 200 && renewing.includes(way)) credentials.current = answer.body.token
  return answer
}

function json(operation: Served, value: unknown): Promise<Answer> {
  return send(operation, { body: JSON.stringify(value) })
}

/** If a name may be null, another field of the same name is text or, for a passkey, an object. */
function isTextOrObject({ types }: Field): boolean {
  return types.includes('string') || types.includes('object')
}

/** Refused with the name of this field. */
function expectNamed(answer: Answer, names: string[], label: string): void {
  expect(answer.status, `${label}: ${JSON.stringify(answer.body)}`).toBe(400)
  expectProblem(answer, 400, 'invalid_input')
  const paths = answer.body.errors.map(({ path }: { path: string }) => path)
  expect(
    paths.some((path: string) => names.includes(path)),
    `${label}: ${paths}`,
  ).toBe(true)
  expect(answer.body.detail, label).toMatch(/\w/)
}

describe.each(takingJson)('the body of $method $template', (operation) => {
  const shapes = (operation.json ?? []).map((shape) => shape.filter(isTextOrObject))

  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['half an object', '{"password":'],
    ['a comma too many', '{"password":"correct horse battery",}'],
    ['single quotes', "{'password':'correct horse battery'}"],
    ['a comment', '{} // nothing'],
    ['two values', '{}{}'],
    ['a raw line break in a string', '{"password":"correct\nhorse"}'],
    ['NaN', '{"password":NaN}'],
    ['invalid UTF-8', Uint8Array.of(0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d)],
    ['a surrogate in UTF-8', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ['an array deeper than sense', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['an object that never ends', '{"a":'.repeat(12_000)],
    ['null', 'null'],
    ['an array', '[]'],
    ['a string', '"text"'],
    ['a number', '42'],
    ['true', 'true'],
  ])('%s returns 400', async (_, body) => {
    const answer = await send(operation, { body })
    const code = answer.body?.code === 'malformed_body' ? 'malformed_body' : 'invalid_input'
    expectProblem(answer, 400, code)
  })

  test('is read as JSON with a charset, in any case', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
      const { status } = await send(operation, { type, body: '{}' })
      expect(status, type).toBe(400)
    }
  })

  test('without a required field returns 400 with its name', async () => {
    for (const shape of shapes) {
      for (const { name, required } of shape) {
        const { [name]: _, ...rest } = sample(shape)
        const answer = await json(operation, rest)
        // Of the fields of alternatives, such as a username or an email address, one is enough.
        if (required) expectNamed(answer, missing(name), `without ${name}`)
        else expect(answer.status, `without ${name}`).toBeLessThan(500)
      }
    }
    const { status } = await json(operation, {})
    expect(status).toBe(400)

    function missing(name: string): string[] {
      const isCommon = (one: string) =>
        shapes.every((shape) => shape.some((field) => field.name === one))
      if (isCommon(name)) return [name]
      return shapes.flat().flatMap((field) => (isCommon(field.name) ? [] : field.name))
    }
  })

  test('with a field of a wrong type returns 400 with its name', async () => {
    for (const shape of shapes) {
      for (const { name, types } of shape) {
        for (const [type, value] of Object.entries(kinds)) {
          if (types.includes(type)) continue
          const answer = await json(operation, { ...sample(shape), [name]: value })
          expectNamed(answer, [name], `${name} as ${type}`)
        }
      }
    }
  })

  test('with half a surrogate pair in a field returns 400', async () => {
    for (const shape of shapes) {
      for (const { name } of shape) {
        for (const half of ['\\ud83d', '\\udd11', '\\udd11\\ud83d']) {
          const value = `"correct horse ${half}"`
          const others = JSON.stringify({ ...sample(shape), [name]: undefined })
          const body = `${others.slice(0, -1)}${others === '{}' ? '' : ','}"${name}":${value}}`
          const answer = await send(operation, { body })
          // The role and the email address have other errors, too: any error of the field is right.
          expectNamed(answer, [name], `${name} with ${half}`)
        }
      }
    }
  })

  test('ignores __proto__, constructor and prototype', async () => {
    for (const shape of shapes) {
      const inner = JSON.stringify(sample(shape))
      const plain = (await json(operation, {})).body
      for (const body of [
        `{"__proto__":${inner}}`,
        `{"constructor":{"prototype":${inner}}}`,
        `{"prototype":${inner}}`,
      ]) {
        expect((await send(operation, { body })).body, body).toEqual(plain)
      }
    }
  })

  test('with a repeated field uses the last one', async () => {
    for (const shape of shapes) {
      for (const { name } of shape) {
        const rest = JSON.stringify({ ...sample(shape), [name]: undefined }).slice(0, -1)
        const comma = rest === '{' ? '' : ','
        const right = JSON.stringify(sample(shape)[name])
        const twice = (first: string, last: string) =>
          send(operation, { body: `${rest}${comma}"${name}":${first},"${name}":${last}}` })
        expectNamed(await twice(right, '42'), [name], `${name} right, then wrong`)
        const { status, body } = await twice('42', right)
        const complaints = (body?.errors ?? []).map(({ path }: { path: string }) => path)
        expect(complaints, `${name} wrong, then right: ${status}`).not.toContain(name)
      }
    }
  })
})

describe.each(takingBodies)('the form of $method $template', (operation) => {
  const right = JSON.stringify(sample(operation.json?.[0] ?? []))

  test.each([
    'text/plain',
    'text/html',
    'application/xml',
    'application/jsonp',
    'application/octet-stream',
    'json',
    ...(operation.form
      ? ['application/json']
      : ['multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']),
  ])('as %s returns 415', async (type) => {
    expectProblem(await send(operation, { type, body: right }), 415, 'unsupported_media_type')
  })

  test.each(
    operation.form
      ? ['APPLICATION/X-WWW-FORM-URLENCODED', 'application/x-www-form-urlencoded ; charset="utf-8"']
      : ['Application/JSON', 'application/json ; charset="utf-8"', 'application/vnd.v1_2+json;'],
  )('as %s is read', async (type) => {
    if (operation.form) {
      return expectNamed(await send(operation, { type, body: '' }), ['otp', 'token'], type)
    }
    for (const body of ['{', Uint8Array.of(0x22, 0xff, 0x22)]) {
      expectProblem(await send(operation, { type, body }), 400, 'malformed_body')
    }
  })

  test('without a content type returns 415', async () => {
    expectProblem(await send(operation, { type: null, body: right }), 415, 'unsupported_media_type')
  })

  test('over 64 KiB returns 413 for any caller, with and without a Content-Length', async () => {
    const bytes = new TextEncoder().encode(`"${'x'.repeat(tooLarge - 2)}"`)
    for (const token of [credentials.admin, undefined]) {
      const answer = await send(operation, {
        body: bytes,
        token,
        headers: { 'Content-Length': String(bytes.length) },
      })
      expectProblem(answer, 413, 'body_too_large')
      expectProblem(await send(operation, { body: inPieces(bytes), token }), 413, 'body_too_large')
    }
  })

  test('of exactly 64 KiB is read', async () => {
    const bytes = new TextEncoder().encode(`"${'x'.repeat(tooLarge - 3)}"`)
    const { status } = await send(operation, { body: inPieces(bytes) })
    expect(status).toBe(operation.form ? 415 : 400)
  })
})

describe.each(operations.filter(({ form }) => form))(
  'the fields of $method $template',
  (operation) => {
    const urlencoded = 'application/x-www-form-urlencoded'

    // Work that grows with the square of their number would take minutes, and all the memory.
    test('may be as many as fit into a body', async () => {
      for (const field of ['a&', 'otp&']) {
        const body = field.repeat(tooLarge / field.length - 1)
        expectNamed(await send(operation, { type: urlencoded, body }), ['otp', 'token'], field)
      }
    })

    test('are named if they are missing', async () => {
      const cases = {
        '': ['otp', 'token'],
        'otp=123456': ['token'],
        'token=x': ['otp'],
        'otp=&token=x': ['otp'],
      }
      for (const [body, names] of Object.entries(cases)) {
        expectNamed(await send(operation, { type: urlencoded, body }), names, body)
      }
    })

    test('are refused as files', async () => {
      const form = new FormData()
      form.set('otp', new File(['123456'], 'otp.txt'))
      form.set('token', 'x')
      expectNamed(await send(operation, { type: null, body: form }), ['otp'], 'a file')
    })

    test('return 400 in a multipart body that breaks off', async () => {
      const type = 'multipart/form-data; boundary=x'
      const body = '--x\r\nContent-Disposition: form-data; name="otp"\r\n\r\n123'
      const answer = await send(operation, { type, body })
      expect(['malformed_body', 'invalid_input']).toContain(answer.body.code)
      expectProblem(answer, 400, answer.body.code)
    })

    test('may be repeated: the last one is used', async () => {
      const twice = await send(operation, { type: urlencoded, body: 'otp=1&token=&token=x&otp=2' })
      expectProblem(twice, 401, 'otp_token_invalid')
      const empty = await send(operation, { type: urlencoded, body: 'otp=1&token=x&otp=' })
      expectNamed(empty, ['otp'], 'the last is empty')
    })
  },
)

function inPieces(bytes: Uint8Array): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 10_000)
        controller.enqueue(bytes.slice(at, at + 10_000))
      controller.close()
    },
  })
}
