/** The languages of the pages and emails (BCP 47), by the name that their speakers use. */
export const languages = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  'pt-BR': 'Português (Brasil)',
  ja: '日本語',
} as const

export type Language = keyof typeof languages

export const languageTags = Object.keys(languages) as [Language, ...Language[]]

/** The direction of a language's script. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)\b/.test(language) ? 'rtl' : 'ltr'
}

/**
 * The language to use, from the preferences in order. A preference is a language tag, or a list as in `ui_locales` (OpenID
 * Connect Core section 3.1.2.1) or Accept-Language (RFC 9110 section 12.5.4).
 */
export function negotiateLanguage<Fallback>(
  preferences: readonly (string | null | undefined)[],
  fallback: Fallback,
): Language | Fallback {
  for (const preference of preferences) {
    for (const tag of tagsOf(preference ?? '')) {
      const language = languageOf(tag)
      if (language) return language
    }
  }
  return fallback
}

/** The language of a tag, by lookup (RFC 4647 section 3.4): `de-AT` is German, `pt` and `pt-PT` are Brazilian Portuguese. */
export function languageOf(tag: string): Language | undefined {
  const wanted = tag.toLowerCase()
  const primary = wanted.split('-')[0]
  return (
    languageTags.find((name) => name.toLowerCase() === wanted) ??
    languageTags.find((name) => name.toLowerCase().split('-')[0] === primary)
  )
}

/** The tags of a list, the most preferred first. Headers of clients may have any length and form. */
function tagsOf(list: string): string[] {
  return list
    .slice(0, 500)
    .split(/[\s,]+(?!q=)/)
    .map((item) => {
      const [tag = '', weight] = item.split(/\s*;\s*q=/)
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) || 0 }
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}
