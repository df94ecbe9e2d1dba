import { emails as english } from '../../web/text/en/emails.ts'
import type { Language } from '../../web/text/languages.ts'
import { format, type Placeholders } from '../../web/text/message.ts'
import type { Settings } from '../config/settings.ts'

export { english }

export type TextKey = keyof typeof english
export type Texts = Readonly<Record<TextKey, string>>

/** Placeholders that every text can use. */
export const commonPlaceholders = ['product', 'email', 'contact'] as const
type CommonPlaceholder = (typeof commonPlaceholders)[number]

type OwnPlaceholder<Key extends TextKey> = Exclude<
  Placeholders<(typeof english)[Key]>,
  CommonPlaceholder
>
type OwnValues<Key extends TextKey> = [OwnPlaceholder<Key>] extends [never]
  ? []
  : [Readonly<Record<OwnPlaceholder<Key>, string>>]

/** The text of a key, filled in. */
export type Translate = <Key extends TextKey>(key: Key, ...values: OwnValues<Key>) => string

/** Texts that were read from the assets, by language. */
const known = new WeakMap<Settings, Map<Language, Texts>>()

/**
 * The texts in a language, with the owner's. Only English is part of the Worker; each isolate reads another language once, from
 * the assets. Without it the email is in English, because a late email is worse than one in another language.
 */
export async function loadTexts(
  settings: Settings,
  wanted: Language,
): Promise<{ language: Language; texts: Texts }> {
  const read = known.get(settings) ?? new Map<Language, Texts>([['en', english]])
  known.set(settings, read)
  const found = read.get(wanted) ?? (await readTexts(settings.assets, wanted))
  if (found) read.set(wanted, found)
  const language = found ? wanted : 'en'
  const own = settings.EMAIL_TEXTS?.get(language)
  return { language, texts: { ...english, ...found, ...own } }
}

async function readTexts(
  assets: Fetcher | undefined,
  language: Language,
): Promise<Texts | undefined> {
  try {
    const file = await assets?.fetch(`https://assets.invalid/emails/${language}.json`)
    return file?.ok ? await file.json() : undefined
  } catch {
    return undefined
  }
}

/** Fills in texts of a language, for an email to an address. */
export function translator(
  { PRODUCT_NAME, SUPPORT_EMAIL }: Settings,
  { language, texts }: { language: Language; texts: Texts },
  address: string,
): Translate {
  const common: Record<CommonPlaceholder, string> = {
    product: PRODUCT_NAME,
    email: address,
    contact: SUPPORT_EMAIL ?? texts['email.contact.administrator'],
  }
  return (key, ...[own]) => format(texts[key], { ...common, ...own }, language)
}
