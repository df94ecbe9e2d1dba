import type { ComponentChildren } from 'preact'
import type { common, signedIn } from '../text/en/index.ts'
import { format, type Message, type Messages, type Placeholders, parts } from '../text/message.ts'

type Texts = typeof common & typeof signedIn
export type TextKey = keyof Texts

type ValuesOf<Key extends TextKey, Value> = [Placeholders<Texts[Key]>] extends [never]
  ? []
  : [Readonly<Record<Placeholders<Texts[Key]>, Value>>]

declare global {
  /** The messages in the language of the document, by the script that the Worker chose. */
  var latchkeyText: Messages
}

/** The language of the document. */
export const language = document.documentElement.lang

/** The text of a key in the language of the document: `t('guest.sign_in.title', { product: 'Northwind' })`. */
export function t<Key extends TextKey>(
  key: Key,
  ...[values]: ValuesOf<Key, string | number>
): string {
  return format(messageOf(key), values ?? {}, language)
}

/** The same with elements as values: `rich('guest.sent', { email: <strong>{email}</strong> })`. */
export function rich<Key extends TextKey>(
  key: Key,
  ...[values]: ValuesOf<Key, ComponentChildren>
): ComponentChildren[] {
  return parts<ComponentChildren>(messageOf(key), values ?? {}, language)
}

/** Whether there is a text for a key that is only known at run time, such as `problem.${code}`. */
export function isTextKey(key: string): key is TextKey {
  return key in globalThis.latchkeyText
}

function messageOf(key: TextKey): Message {
  // A missing message shows its key, which says more than an empty page.
  return globalThis.latchkeyText[key] ?? key
}
