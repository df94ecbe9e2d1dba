import * as de from './de/index.ts'
import * as en from './en/index.ts'
import * as es from './es/index.ts'
import * as fr from './fr/index.ts'
import * as ja from './ja/index.ts'
import type { Language } from './languages.ts'
import type { Messages } from './message.ts'
import * as ptBR from './pt-BR/index.ts'

/** The messages of the pages and emails in every language. The build writes each into its own file; no script imports this. */
export const catalogue: Readonly<
  Record<Language, { common: Messages; signedIn: Messages; emails: Messages }>
> = {
  en,
  de,
  es,
  fr,
  'pt-BR': ptBR,
  ja,
}
