import { base64url } from 'jose'

/** The orders of a list. A time of sign-in is accurate to a day, like the time of a device. */
export const sorts = ['newest', 'last_sign_in', 'name'] as const
export type Sort = (typeof sorts)[number]

/** The position of an account in a list, also after the account is deleted. */
export interface Cursor {
  sort: Sort
  key: string | number
  id: string
}

const prefixes = { newest: 't', last_sign_in: 's', name: 'n' }

/** The text of a cursor. */
export function toCursor({ sort, key, id }: Cursor): string {
  return `${prefixes[sort]}.${typeof key === 'string' ? base64url.encode(key) : key}.${id}`
}

/** Parses a cursor of `findAccounts`. */
export function parseCursor(text: string): Cursor | undefined {
  const [, prefix, key = '', id = ''] = /^([tsn])\.([\w-]{0,330})\.([\w-]{1,64})$/.exec(text) ?? []
  const sort = sorts.find((each) => prefixes[each] === prefix)
  if (!sort) return undefined
  if (sort !== 'name') return /^\d{1,15}$/.test(key) ? { sort, key: Number(key), id } : undefined
  try {
    return { sort, key: new TextDecoder().decode(base64url.decode(key)), id }
  } catch {
    return undefined
  }
}
