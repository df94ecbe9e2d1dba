import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/database/rows.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { expectProblem, expectSentence } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()

const random = 'Zt8vK1qWm3XrB6nYc0LpHs5DgJf2EaUo'

const weakSecrets = [
  undefined,
  '',
  'short',
  random.slice(0, 31),
  'a'.repeat(64),
  'change-me-change-me-change-me-change-me',
  'your-secret-key-your-secret-key-1234',
  'your-256-bit-secret-your-256-bit-secret',
  'a-string-secret-at-least-256-bits-long',
  '01234567890123456789012345678901',
  'supersecretsupersecretsupersecret1',
  'placeholder-9fK2mQ7xW4zR8tV1cN6bJ3hL5',
]

/** Values that no setting of that name may have. */
const refused: [variable: string, values: unknown[]][] = [
  ['APIS', ['nope', 'asta, nope', 'Asta', ',', ' , ,']],
  ['REGISTRATION', ['maybe', 'OPEN', 'true']],
  [
    'ALLOWED_ORIGINS',
    [
      '*',
      'front.example.org',
      'https://front.example.org/',
      'https://*.example.com',
      'https://a.test, *',
      'https://a.test/path',
      'https://a.test?x',
      'https://a.test#x',
      'https://user@a.test',
      'https://a.test:99999',
      'https://a b.test',
      'https:\\\\a.test',
      'tauri://localhost/',
      'file:///index.html',
      'file://host',
      'wss://a.test',
      'null',
      'localhost:5173',
    ],
  ],
  ['JWT_SECRET', weakSecrets],
  ['JWT_SECRET_PREVIOUS', ['short', 'a'.repeat(64), 'change-me-change-me-change-me-change-me']],
  ['ROOT_SECRET', [...weakSecrets, env.JWT_SECRET]],
  ['ROOT_SECRET_PREVIOUS', ['short', 'a'.repeat(64), 'change-me-change-me-change-me-change-me']],
  ['JWT_EXPIRES_IN', ['7', 'soon', '7 d', '-7d', '0d', '1s', '401d', '1.5h']],
  ['BCRYPT_COST', ['3', '16', 'high', '10.5', '-10']],
  ['PASSWORD_MIN_LENGTH', ['0', '65', 'long', '8.5']],
  ['LOGIN_ATTEMPTS', ['0', 'many', '-1', '2.5', '1001']],
  ['LOGIN_WINDOW', ['15', '0m', 'quarter', '8d']],
  ['SUDO_MINUTES', ['0', 'soon']],
  ['INVITATION_DAYS', ['0', '4000', 'some']],
  ['AUDIT_DAYS', ['0', '4000', 'some']],
  [
    'PUBLIC_URL',
    [
      ...['app.example.com', 'http://app.example.com', 'ftp://app.example.com', '/reset'],
      ...[' https://app.example.com', 'https://app.example.com\n', 'https://app.exam\tple.com'],
      ...[
        'https://ada:pw@app.example.com',
        'https://app.example.com?x',
        'https://app.example.com#x',
      ],
      'https:\\\\app.example.com',
    ],
  ],
  ['MAIL_FROM', ['no-reply', 'Latchkey <no-reply>', '@example.com']],
  ['SETUP_TOKEN', ['short']],
  ['DEFAULT_ACCOUNTS', ['yes', 'true', 'ON']],
  ['PWNED_PASSWORDS', ['yes', 'true', 'ON']],
  ['PAGES', ['yes', 'true', 'OFF']],
  ['PRODUCT_NAME', ['  ', 'two\nlines', 'x'.repeat(61)]],
  ['ACCENT_COLOR', ['red', '#12', '#12345g', '#0a58ca80', 'url(https://evil.test)']],
  [
    'LOGO_URL',
    ['http://example.com/a.svg', '//evil.test/a', '/\\evil.test', 'logo.svg', 'https://', '/a b'],
  ],
  ['LOGO_DARK_URL', ['http://example.com/a.svg', '//evil.test/a']],
  ['ICON_URL', ['icon.png', 'data:image/png,x']],
  ['STYLESHEET_URL', ['https://example.com/brand.css', '//evil.test/a.css', 'brand.css']],
  ['COLOR_SCHEME', ['black', 'Dark']],
  ['APP_URL', ['app.example.com', 'javascript:alert(1)', '//evil.test']],
  ['PRIVACY_URL', ['javascript:alert(1)', 'privacy.html']],
  ['SUPPORT_EMAIL', ['help', 'help@', 'mailto:help@example.com']],
  ['TERMS_URL', ['javascript:alert(1)', 'data:text/html,hello', '//evil.test', 'terms.html']],
]

const paths = [
  ['GET', '/health'],
  ['GET', '/openapi.json'],
  ['POST', '/api/auth/login'],
  ['GET', '/api/v1/auth/status'],
  ['OPTIONS', '/api/auth/login'],
  ['GET', '/nothing'],
] as const

async function expectNothingServed(vars: Record<string, unknown>, variable: string): Promise<void> {
  const service = new Service(vars)
  for (const [method, path] of paths) {
    logs.length = 0
    const answer = await service.request(method, path)
    expectProblem(answer, 503, 'misconfigured')
    const [line = '', ...more] = logs
    expect(more).toEqual([])
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      event: 'misconfigured',
      variables: [variable],
      request_id: answer.headers.get('X-Request-Id'),
    })
    for (const [, sentence = ''] of JSON.parse(line).message.matchAll(/: ([^;]*)/g)) {
      if (!/^(the|is missing)/.test(sentence)) expectSentence(sentence)
    }
    const value = vars[variable]
    const output = `${line}${JSON.stringify(answer.body)}`
    // A word of the sentence itself, or a number of a range, reveals nothing.
    if (typeof value === 'string' && value.length > 5) expect(output).not.toContain(value)
    expect(JSON.stringify(answer.body)).not.toContain(variable)
    for (const secret of [env.JWT_SECRET, env.ROOT_SECRET]) expect(output).not.toContain(secret)
  }
}

describe.each(refused)('%s', (variable, values) => {
  test.each(values)(
    '%j is refused: only 503 is served, and the log names the variable',
    async (value) => {
      await expectNothingServed({ [variable]: value }, variable)
    },
  )
})

describe('A binding', () => {
  test.each(['DB', 'RATE_LIMIT'])('%s is required', async (variable) => {
    await expectNothingServed({ [variable]: undefined }, variable)
  })

  test('MAIL that is missing disables the mail endpoints only', async () => {
    const service = new Service({ MAIL: undefined })
    const path = '/api/auth/send-password-reset-link'
    const answer = await service.post(path, { email: 'unknown@example.com' })
    expectProblem(answer, 503, 'mail_unavailable')
    expect(logs.join()).toContain('MAIL')
    expect((await service.get('/health')).status).toBe(200)
  })
})

describe('Several settings', () => {
  test('that are invalid are all named', async () => {
    const { body } = await new Service({ JWT_SECRET: 'short', BCRYPT_COST: '99' }).get('/health')
    expect(body.code).toBe('misconfigured')
    expect(JSON.parse(logs[0] ?? '').variables.toSorted()).toEqual(['BCRYPT_COST', 'JWT_SECRET'])
  })

  test('ROOT_SECRET must differ from JWT_SECRET_PREVIOUS too', async () => {
    await expectNothingServed({ JWT_SECRET_PREVIOUS: random, ROOT_SECRET: random }, 'ROOT_SECRET')
  })

  test('LOCAL_EMAIL and ADMIN_EMAIL must differ, in any spelling', async () => {
    await expectNothingServed(
      { LOCAL_EMAIL: 'boss@example.com', ADMIN_EMAIL: 'Boss@Example.com' },
      'ADMIN_EMAIL',
    )
  })
})
