/** Text with placeholders such as `{email}`, or one text for each plural form of `{count}`. */
export type Message = string | PluralForms

/** Texts by the plural category of `count` (Unicode CLDR, Intl.PluralRules). */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

export type Messages = Readonly<Record<string, Message>>

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

/** The placeholders of a message. */
export type Placeholders<M> = M extends string
  ? NamesIn<M>
  : M extends { other: infer Other }
    ? NamesIn<Other> | 'count'
    : never

/** The messages of one language, if they have every key of `Source` with the same placeholders. */
type Translated<Source, T> = {
  readonly [Key in keyof Source | keyof T]: Key extends keyof Source & keyof T
    ? [Placeholders<Source[Key]>] extends [Placeholders<T[Key]>]
      ? [Placeholders<T[Key]>] extends [Placeholders<Source[Key]>]
        ? T[Key]
        : { error: 'has a placeholder that the English message does not have' }
      : { error: 'lacks a placeholder of the English message' }
    : Key extends keyof Source
      ? Message
      : never
}

/** Type-checks the messages of one language against those in English: `translation<typeof en>()({ … })`. */
export function translation<Source extends Messages>() {
  return <const T extends Messages>(messages: T & Translated<Source, T>): Messages & T => messages
}

export type Values = Readonly<Record<string, string | number>>

/** Fills in a message. Numbers and plurals follow the rules of `language` (BCP 47). */
export function format(message: Message, values: Values, language: string): string {
  return parts(message, values, language)
    .map((part) => (typeof part === 'string' ? part : String(part)))
    .join('')
}

/** The text and the values of a message in order, for values that are not text, such as elements. */
export function parts<Value>(
  message: Message,
  values: Readonly<Record<string, Value>>,
  language: string,
): (string | Value)[] {
  return textOf(message, values.count, language)
    .split(/\{(\w+)\}/)
    .flatMap((piece, index) => {
      if (index % 2 === 0) return piece === '' ? [] : [piece]
      const value = values[piece]
      if (value === undefined) return [`{${piece}}`]
      return [typeof value === 'number' ? value.toLocaleString(language) : value]
    })
}

function textOf(message: Message, count: unknown, language: string): string {
  if (typeof message === 'string') return message
  return message[new Intl.PluralRules(language).select(Number(count))] ?? message.other
}
