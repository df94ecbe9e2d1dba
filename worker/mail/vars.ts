import { type Language, languageTags } from '../../web/text/languages.ts'
import { sender, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'
import { commonPlaceholders, english, type TextKey } from './texts.ts'

/** The owner's texts of one language, by key. */
type OwnTexts = Partial<Record<TextKey, string>>

/**
 * The owner's texts, which have precedence over the catalogue, by language and key: a table in wrangler.toml, or JSON. A wrong key or placeholder is
 * an error, because it would only be seen in an email.
 */
const emailTexts = () =>
  z.pipe(
    z.unknown(),
    z.transform((given, context): ReadonlyMap<Language, OwnTexts> => {
      const fail = (message: string) =>
        void context.issues.push({ code: 'custom', message, input: given })
      const all = new Map<Language, OwnTexts>()
      for (const [tag, texts] of entriesOf(
        typeof given === 'string' ? parse(given) : given,
        fail,
      )) {
        const language = languageTags.find((each) => each === tag)
        if (!language) {
          fail(`${tag} is not a language; use ${languageTags.join(', ')}`)
          continue
        }
        const own = entriesOf(texts, fail, tag)
        for (const [key, text] of own) {
          const problem = problemOf(key, text)
          if (problem) fail(`${tag}: ${key} ${problem}`)
        }
        all.set(language, Object.fromEntries(own))
      }
      return all
    }),
  )

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function entriesOf(
  value: unknown,
  fail: (message: string) => void,
  tag?: string,
): [string, unknown][] {
  if (typeof value === 'object' && value !== null) return Object.entries(value)
  fail(
    tag
      ? `${tag} must be a table of texts by key`
      : 'must be a table of texts by language, or JSON',
  )
  return []
}

/** What is wrong with one text, as the end of a sentence that begins with its key. */
function problemOf(key: string, text: unknown): string | undefined {
  if (!Object.hasOwn(english, key)) return 'is not a key of web/text/en/emails.ts'
  if (typeof text !== 'string' || text.trim() === '') return 'must be text'
  if (/\p{Cc}/u.test(text)) return 'must be one line'
  const known = [...placeholdersOf(english[key as TextKey]), ...commonPlaceholders]
  const unknown = placeholdersOf(text).find((name) => !known.includes(name))
  return unknown && `has {${unknown}}; it can use ${known.map((name) => `{${name}}`).join(', ')}`
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Settings of mail. */
export const vars = {
  MAIL_FROM: ['plain', sender, undefined],
  EMAIL_TEXTS: ['plain', emailTexts, undefined],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
