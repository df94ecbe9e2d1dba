import { beforeEach, expect, test } from 'vitest'
import { version } from '../../package.json'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import type { Person } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const path = '/api/auth/settings'

const secrets = {
  // The setting of the services that issue the tokens.
  JWT_SECRET: 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6',
  JWT_SECRET_PREVIOUS: 'k3Wd8RzNqVb5YtHj0XsLmPc7Fg2Ua9Te',
  ROOT_SECRET: 'Zk3vN8xQ1pYw6RtB5mLc9HsJ2fDg7KaU',
  ROOT_SECRET_PREVIOUS: 'w0XkD4nVb8QmZr2TjLy6PcHs9GfEaUi7',
  SETUP_TOKEN: 'nobody-may-read-this-one',
  LOCAL_PASSWORD: 'nor-may-they-read-this',
  ADMIN_PASSWORD: 'nor-this-either',
}

let admin: Person
beforeEach(async () => {
  admin = await administrator()
})

async function readSettings(vars: Record<string, unknown>): Promise<Map<string, string>> {
  const { token } = admin
  const { status, body } = await new Service(vars).get(path, { token })
  expect(status).toBe(200)
  return new Map(body.items.map(({ name, value }: Record<string, string>) => [name, value]))
}

test('returns the settings to an administrator, in the form in which they are set', async () => {
  const settings = await readSettings({
    APIS: 'asta, argon',
    ALLOWED_ORIGINS: 'https://a.example, app://b',
    JWT_EXPIRES_IN: '36h',
    SESSION_IDLE: '90s',
    PASSWORD_MIN_LENGTH: '3',
    DEFAULT_ACCOUNTS: 'on',
  })
  expect(Object.fromEntries(settings)).toMatchObject({
    APIS: 'asta, argon',
    ALLOWED_ORIGINS: 'https://a.example, app://b',
    REGISTRATION: 'open',
    JWT_EXPIRES_IN: '36h',
    SESSION_IDLE: '90s',
    SESSION_LIFETIME: '30d',
    LOGIN_WINDOW: '15m',
    // The strictest of the enabled documents applies.
    PASSWORD_MIN_LENGTH: '8',
    DEFAULT_ACCOUNTS: 'on',
    PWNED_PASSWORDS: 'off',
    PUBLIC_URL: 'https://sign-in.test',
    MAIL_FROM: 'Latchkey <post@sign-in.test>',
    SUDO_MINUTES: 'not set',
    MAIL: 'set',
  })
})

test('returns the version, which no response to anyone else contains', async () => {
  // Tests run the sources, without the commit that npm start and npm run deploy add.
  expect((await readSettings({})).get('VERSION')).toBe(version)
  const { token } = await person('reader')
  for (const open of ['/health', '/api/auth/instance', '/openapi.json', '/nowhere', path]) {
    const { text, headers } = await new Service().get(open, { token })
    expect(JSON.stringify([text, ...headers]), open).not.toContain(version)
  }
})

test('returns for a secret only whether it is set', async () => {
  const settings = await readSettings({ JWT_SECRET: secrets.JWT_SECRET })
  expect(settings.get('JWT_SECRET')).toBe('set')
  expect(settings.get('JWT_SECRET_PREVIOUS')).toBe('not set')
  expect(settings.get('ROOT_SECRET')).toBe('set')
  expect(settings.get('ROOT_SECRET_PREVIOUS')).toBe('not set')
  expect(settings.get('SETUP_TOKEN')).toBe('not set')
  const all = await readSettings(secrets)
  for (const [name, secret] of Object.entries(secrets)) {
    expect(all.get(name)).toBe('set')
    expect(JSON.stringify([...all])).not.toContain(secret)
  }
})

test('returns 401 or 403 to anyone else', async () => {
  const { token } = await person('reader')
  const service = new Service()
  expectProblem(await service.get(path), 401, 'unauthenticated')
  expectProblem(await service.get(path, { token }), 403, 'forbidden')
})
