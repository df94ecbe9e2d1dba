import { describe, expect, it } from 'vitest'
import { administrator } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const about = async (vars: Record<string, unknown> = {}) => {
  const { status, body } = await new Service(vars).get('/api/auth/instance')
  expect(status).toBe(200)
  return body
}

describe('GET /api/auth/instance', () => {
  it('returns to anyone what a page needs', async () => {
    expect(await about()).toEqual({
      product: {
        name: 'Latchkey',
        accent: null,
        color_scheme: 'auto',
        logo: null,
        logo_dark: null,
        icon: null,
        app: null,
        terms: null,
        privacy: null,
        support_email: null,
      },
      registration: 'open',
      set_up: false,
      setup_token_required: false,
      password_min_length: 8,
      username_min_length: 2,
      usernames: true,
      mail: true,
      passkeys: true,
      passwords: true,
    })
  })

  it('takes no round trip once setup is complete, which never changes', async () => {
    const service = new Service()
    const trips = () => service.tripsOf('GET', '/api/auth/instance')
    expect([await trips(), await trips()]).toEqual([1, 1])
    await administrator()
    expect([await trips(), await trips()]).toEqual([1, 0])
    expect((await service.get('/api/auth/instance')).body.set_up).toBe(true)
    expect(await service.tripsOf('GET', '/v1/auth/status')).toBe(0)
  })

  it('returns the brand', async () => {
    const brand = {
      PRODUCT_NAME: 'Ada & <Friends>',
      ACCENT_COLOR: '#0A5',
      COLOR_SCHEME: 'dark',
      LOGO_URL: '/logo.svg',
      LOGO_DARK_URL: '/logo-dark.svg',
      ICON_URL: 'https://cdn.example.com/icon.png',
      APP_URL: 'https://app.example.com',
      TERMS_URL: 'https://example.com/terms?of=use',
      PRIVACY_URL: '/privacy',
      SUPPORT_EMAIL: 'help@example.com',
    }
    expect((await about(brand)).product).toEqual({
      name: 'Ada & <Friends>',
      accent: '#0A5',
      color_scheme: 'dark',
      logo: '/logo.svg',
      logo_dark: '/logo-dark.svg',
      icon: 'https://cdn.example.com/icon.png',
      app: 'https://app.example.com',
      terms: 'https://example.com/terms?of=use',
      privacy: '/privacy',
      support_email: 'help@example.com',
    })
  })

  it('returns that setup is complete', async () => {
    await administrator()
    expect(await about()).toMatchObject({ set_up: true })
  })

  it('returns that setup requires a token, but not the token', async () => {
    const SETUP_TOKEN = 'a-token-of-thirty-two-characters'
    const instance = await about({ SETUP_TOKEN })
    expect(instance.setup_token_required).toBe(true)
    expect(JSON.stringify(instance)).not.toContain(SETUP_TOKEN)
  })

  it('returns the rules in force', async () => {
    expect(await about({ APIS: 'argon', PASSWORD_MIN_LENGTH: '15' })).toMatchObject({
      password_min_length: 15,
      username_min_length: 1,
    })
    expect(await about({ APIS: 'asta' })).toMatchObject({
      password_min_length: 4,
      username_min_length: 2,
    })
    expect(await about({ APIS: 'argon' })).toMatchObject({ usernames: true })
    expect(await about({ APIS: 'asyncat, lncrawl, open-archiver' })).toMatchObject({
      usernames: false,
    })
    expect(await about({ REGISTRATION: 'invitation' })).toMatchObject({
      registration: 'invitation',
    })
  })

  it.each(['MAIL', 'PUBLIC_URL', 'MAIL_FROM'])(
    'returns that no mail is sent without %s',
    async (name) => {
      expect((await about({ [name]: undefined })).mail).toBe(false)
    },
  )

  it('takes one round trip', async () => {
    expect(await new Service().tripsOf('GET', '/api/auth/instance')).toBe(1)
  })
})
