import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../web/text/catalogue.ts'
import {
  type Language,
  languageOf,
  languages,
  languageTags,
  negotiateLanguage,
} from '../../web/text/languages.ts'
import { format, type Message } from '../../web/text/message.ts'
import { pseudo } from '../../web/text/pseudo.ts'

const english = { ...catalogue.en.common, ...catalogue.en.signedIn }

function placeholdersOf(message: Message): string[] {
  const text = typeof message === 'string' ? message : message.other
  return [...new Set(text.match(/\{\w+\}/g))].sort()
}

describe('The message catalogue', () => {
  it.each(languageTags)('has the keys and placeholders of English: %s', (language) => {
    const messages = { ...catalogue[language].common, ...catalogue[language].signedIn }
    const shapes = (all: Record<string, Message>) =>
      Object.fromEntries(Object.entries(all).map(([key, text]) => [key, placeholdersOf(text)]))
    expect(shapes(messages)).toEqual(shapes(english))
  })

  it.each(languageTags)('has every plural form: %s', (language) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    // Forms for fractions and millions, which no page shows.
    const needed = pluralCategories.filter((form) => form !== 'many')
    const messages = Object.entries({
      ...catalogue[language].common,
      ...catalogue[language].signedIn,
    })
    const missing = messages.flatMap(([key, message]) =>
      typeof message === 'string'
        ? []
        : needed.filter((form) => !message[form]).map((form) => `${key}: ${form}`),
    )
    expect(missing).toEqual([])
  })

  it.each(languageTags.filter((language) => language !== 'en'))('is translated: %s', (language) => {
    const messages = { ...catalogue[language].common, ...catalogue[language].signedIn }
    const entries = Object.entries(messages).filter(([key]) => typeof english[key] === 'string')
    const same = entries.filter(([key, text]) => text === english[key])
    // Some words are the same in two languages, such as "Code" and "Status".
    expect(same.length / entries.length).toBeLessThan(0.08)
  })

  it('uses typographic apostrophes, an ellipsis and no double spaces', () => {
    const texts = languageTags.flatMap((language) =>
      Object.entries({ ...catalogue[language].common, ...catalogue[language].signedIn }).map(
        ([key, message]) => `${language} ${key}: ${JSON.stringify(message)}`,
      ),
    )
    expect(texts.filter((text) => /\w'\w|\.\.\.| {2}/.test(text))).toEqual([])
  })
})

describe('A message', () => {
  it.each([
    ['Hello', {}, 'Hello'],
    ['{email} is verified.', { email: '{name}' }, '{name} is verified.'],
    ['{count} of {total}', { count: 1, total: 1234 }, '1 of 1,234'],
    [{ one: '{count} user', other: '{count} users' }, { count: 1 }, '1 user'],
    [{ one: '{count} user', other: '{count} users' }, { count: 0 }, '0 users'],
  ])('is filled in: %j with %j', (message, values, expected) => {
    expect(format(message as Message, values as Record<string, string | number>, 'en')).toBe(
      expected,
    )
  })

  it('is 40 % longer in the pseudo-language, with the same placeholders', () => {
    for (const [key, message] of Object.entries(pseudo(english))) {
      const source = english[key]
      if (typeof source !== 'string' || typeof message !== 'string') continue
      expect(message.length).toBeGreaterThanOrEqual(source.length * 1.4 - 1)
      expect(placeholdersOf(message)).toEqual(placeholdersOf(source))
    }
  })
})

describe('The language', () => {
  it.each<[preferences: (string | null | undefined)[], Language]>([
    [[], 'en'],
    [[undefined, null, ''], 'en'],
    [['de'], 'de'],
    [['de-AT'], 'de'],
    [['DE'], 'de'],
    [['pt'], 'pt-BR'],
    [['pt-PT'], 'pt-BR'],
    [['ja-JP-u-ca-japanese'], 'ja'],
    [['nl, fr;q=0.8, de;q=0.9'], 'de'],
    [['nl;q=1, es;q=0'], 'en'],
    [['fr-CH fr-CA en'], 'fr'],
    [['xx', 'es'], 'es'],
    [['fr', 'de'], 'fr'],
    [['*'], 'en'],
    [[';q=1,,;;q=x'], 'en'],
  ])('of %j is %s', (preferences, language) => {
    expect(negotiateLanguage(preferences, 'en')).toBe(language)
  })

  it('is one of ours for any header, within a bounded time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (header) => {
        expect(Object.keys(languages)).toContain(negotiateLanguage([header], 'ja'))
      }),
    )
    expect(negotiateLanguage([`${'x,'.repeat(100_000)}de`], 'en')).toBe('en')
    expect(languageOf('__proto__')).toBeUndefined()
  })
})
