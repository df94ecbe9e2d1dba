import { describe, expect, it } from 'vitest'
import { catalogue } from '../../web/text/catalogue.ts'
import { languageTags, negotiateLanguage } from '../../web/text/languages.ts'
import { settingsOf } from '../../worker/capabilities.ts'
import { contents } from '../../worker/mail/contents.ts'
import { commonPlaceholders } from '../../worker/mail/texts.ts'
import { writeEmail } from '../../worker/mail/writer.ts'
import { resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { Browser } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'
import { alice, play, scenes } from './scenes.ts'

freshDatabase()
const logs = recordLogs()

const path = '/api/auth/password-reset'

/** The email that a request for a reset link causes. */
async function mailFor(acceptLanguage: string | undefined, vars: Record<string, unknown> = {}) {
  const service = new Service(vars)
  const headers = acceptLanguage === undefined ? {} : { 'Accept-Language': acceptLanguage }
  await service.post(path, { email: alice }, { headers })
  return service.mails.at(-1)
}

describe('The language of an email', () => {
  it.each([
    [undefined, {}, 'en'],
    ['de-AT,de;q=0.9,en;q=0.8', {}, 'de'],
    ['zh, ja;q=0.5', {}, 'ja'],
    ['pt', {}, 'pt-BR'],
    ['zh', { DEFAULT_LANGUAGE: 'fr' }, 'fr'],
    ['fr;q=0, *', { DEFAULT_LANGUAGE: 'es' }, 'es'],
    [`${'x'.repeat(10_000)},de`, {}, 'en'],
  ])('is for Accept-Language %j and %j %s', async (header, vars, language) => {
    await person(alice)
    expect((await mailFor(header, vars))?.html).toContain(`<html lang="${language}"`)
  })

  it('is the language of the account, also for requests in another one', async () => {
    const { id } = await person(alice)
    await write("update accounts set locale = 'ja' where id = ?", id)
    const mail = await mailFor('de', { DEFAULT_LANGUAGE: 'fr' })
    expect(mail?.subject).toBe('Latchkey のパスワードの再設定')
    expect(mail?.text).toMatch(/^日時: \d{4}年\d+月\d+日 \d+:\d\d UTC$/m)
  })

  it.each([
    ['are not deployed', undefined],
    ['do not have it', { fetch: async () => new Response(null, { status: 404 }) }],
    ['fail', { fetch: () => Promise.reject(new Error('no asset')) }],
  ])('is English if the assets %s', async (_, ASSETS) => {
    await person(alice)
    const mail = await mailFor('es', { ASSETS, EMAIL_TEXTS: { es: { 'email.when': 'Hora' } } })
    expect(mail?.html).toContain('<html lang="en"')
    expect(mail?.subject).toBe('Reset your Latchkey password')
    expect(mail?.text).toContain('When: ')
  })

  it('is set at sign-up from the browser, or by the page', async () => {
    const service = new Service()
    const headers = { 'Accept-Language': 'es-MX, en' }
    const { body } = await service.post(
      '/api/auth/register',
      { username: alice, password },
      { headers },
    )
    expect(
      (await service.get('/api/auth/session', { token: body.token })).body.account.locale,
    ).toBe('es')
    const browser = new Browser(service)
    const json = { email: 'bob@example.com', password, locale: 'fr' }
    const signedUp = await browser.request('POST', '/api/auth/account', json)
    expect([signedUp.status, signedUp.body.account.locale]).toEqual([201, 'fr'])
  })

  it('is changed by the owner to one that we offer, or cleared', async () => {
    const { token } = await person(alice)
    const service = new Service()
    const change = (locale: unknown) =>
      service.request('PATCH', '/api/auth/account', { json: { locale }, token })
    for (const locale of [...languageTags, null]) {
      const { status, body } = await change(locale)
      expect([status, body.account.locale]).toEqual([200, locale])
    }
    for (const locale of ['xx', 'de-AT', 'DE', '', 'en-XA', 1]) {
      const { status, body } = await change(locale)
      expect([status, body.errors?.[0]?.path], String(locale)).toEqual([400, 'locale'])
    }
  })

  it('of a page is the one of the link, then of the account', async () => {
    const browser = new Browser()
    await person(alice)
    await browser.signIn(alice)
    await browser.request('PATCH', '/api/auth/account', { locale: 'de' })
    const languageOf = async (url: string) => {
      const { text } = await browser.open(url, 'GET', { 'Accept-Language': 'fr' })
      return /<html lang="([\w-]+)"/.exec(text)?.[1]
    }
    expect(await languageOf('/auth/account')).toBe('de')
    expect(await languageOf('/auth/account?ui_locales=ja')).toBe('ja')
  })
})

describe.each(languageTags)('In %s', (language) => {
  it.each(Object.keys(scenes) as (keyof typeof scenes)[])(
    'the email %s has no unfilled placeholder, and its code or link stands on its own line',
    async (name) => {
      const service = new Service({
        DEFAULT_LANGUAGE: language,
        PRODUCT_NAME: 'Northwind',
        SUPPORT_EMAIL: 'help@example.com',
      })
      const { mail } = await play(name, service)
      for (const part of [mail.subject, mail.text, mail.html.replace(/<style>.*<\/style>/s, '')]) {
        expect(part).not.toMatch(/\{|\}|undefined|null|NaN/)
      }
      expect(mail.subject.length).toBeLessThanOrEqual(78)
      expect(mail.text).toMatch(/^Northwind\n\n.+\n\n/)
      expect(mail.text).toContain('help@example.com')
      expect(mail.html).toContain('<a class="link" href="mailto:help@example.com"')
      for (const line of mail.text.split('\n')) {
        if (/https:|\d{6}/.test(line)) expect(line).toMatch(/^(https:\/\/\S+|\d{6})$/)
      }
    },
  )
})

it('The placeholders of a text are the same in every language', () => {
  const names = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)]
      .map(([, name = '']) => name)
      .filter((name) => !(commonPlaceholders as readonly string[]).includes(name))
      .toSorted()
  const english = Object.entries(catalogue.en.emails)
  for (const { emails } of Object.values(catalogue)) {
    expect(Object.keys(emails)).toEqual(english.map(([key]) => key))
    for (const [key, text] of english) {
      expect(names(String(emails[key])), key).toEqual(names(String(text)))
    }
  }
})

it('No language is negotiated if none is available', () => {
  expect(negotiateLanguage(['zh', null, undefined, ''], null)).toBeNull()
})

describe('EMAIL_TEXTS', () => {
  const own = {
    en: {
      'email.reset.subject': 'Your key to {product}',
      'email.reset.text': '<b>Hello</b> {email}, ask {contact}.',
    },
  }

  it.each([
    ['a table of wrangler.toml', own],
    ['JSON', JSON.stringify(own)],
  ])('replaces texts as %s, and escapes them', async (_, EMAIL_TEXTS) => {
    await person(alice)
    const vars = { EMAIL_TEXTS, PRODUCT_NAME: 'Northwind', SUPPORT_EMAIL: 'help@example.com' }
    const mail = await mailFor(undefined, vars)
    expect(mail?.subject).toBe('Your key to Northwind')
    expect(mail?.text).toContain(`<b>Hello</b> ${alice}, ask help@example.com.`)
    expect(mail?.html).toContain(`&lt;b&gt;Hello&lt;/b&gt; ${alice}`)
    expect(mail?.html).toContain('>Choose a new password</a>')
    expect((await mailFor('de', vars))?.subject).toBe('Passwort für Northwind zurücksetzen')
  })

  it.each([
    ['not json', 'EMAIL_TEXTS: must be a table'],
    [{ xx: {} }, 'EMAIL_TEXTS: xx is not a language'],
    [{ en: 'Hello' }, 'EMAIL_TEXTS: en must be a table'],
    [{ de: { 'email.reset.sbject': 'x' } }, 'de: email.reset.sbject is not a key'],
    [{ de: { 'email.reset.subject': 'Für {name}' } }, 'de: email.reset.subject has {name}; it can'],
    [{ de: { 'email.reset.subject': '' } }, 'de: email.reset.subject must be text'],
    [{ de: { 'email.reset.subject': 'a\r\nBcc: b@example.com' } }, 'must be one line'],
  ])('%j prevents every response, and the log says why', async (EMAIL_TEXTS, message) => {
    const service = new Service({ EMAIL_TEXTS })
    expect((await service.get('/health')).status).toBe(503)
    expect(logs.join('\n')).toContain(message)
  })

  it('is listed for administrators by its languages', async () => {
    const service = new Service({ EMAIL_TEXTS: own })
    const { token } = await service.setUp()
    const { body } = await service.get('/api/auth/settings', { token })
    expect(body.items ?? body.settings).toContainEqual({ name: 'EMAIL_TEXTS', value: 'en' })
  })
})

it('A link of an email to an account that was written in another language works', async () => {
  await person(alice)
  const service = new Service({ DEFAULT_LANGUAGE: 'ja' })
  const token = await resetToken(service, alice)
  expect((await service.get(path, { token })).body.account.email).toBe(alice)
})

describe('The name of an inviter', () => {
  const subjectFor = async (inviter: string) => {
    const settings = await settingsOf(new Service().env)
    const occasion = { settings, now: 0, userAgent: null, country: null, acceptLanguage: null }
    const to = { email: alice, locale: null }
    const content = contents.invitation(inviter, 'https://sign-in.test/', undefined)
    return (await writeEmail(occasion, to, content)).subject
  }

  it.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['J. R. R. Tolkien', 'J. R. R. Tolkien'],
    ['ada@example.com', 'Someone'],
    ['ada@local', 'Someone'],
    ['Visit evil.example now', 'Someone'],
    ['evil\u3002example', 'Someone'],
    ['evil\uff0eexample', 'Someone'],
    ['evil\uff61example', 'Someone'],
    ['evil\u2024example', 'Someone'],
    ['evil.e\u0301xample', 'Someone'],
    ['https://evil', 'Someone'],
    ['例え.テスト', 'Someone'],
    [' \u202e\u200b ', 'Someone'],
    ['Ada\u202e\r\nBcc: b', 'AdaBcc: b'],
    ['x'.repeat(61), `${'x'.repeat(60)}…`],
  ])('%j appears in an email as %j', async (inviter, shown) => {
    expect(await subjectFor(inviter)).toBe(`${shown} invited you to Latchkey`)
  })
})
