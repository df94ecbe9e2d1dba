import { type Keys, keyedHash, sameText } from '../../config/keys.ts'

/** A refresh token: the grant, and which of its tokens it is. */
export interface RefreshToken {
  grantId: string
  /** 1 for the first token of the grant. */
  generation: number
}

const form = /^([0-9a-f-]{36})\.([1-9]\d{0,14})\.([\w-]{43})$/

/**
 * A token is computed from the grant and its number, with a key that only this service has. So nothing is stored that a thief of the
 * database could use, a request that is repeated gets the same token, and a grant never has two.
 */
export async function refreshTokenOf(
  [key]: Keys,
  { grantId, generation }: RefreshToken,
): Promise<string> {
  const name = `${grantId}.${generation}`
  return `${name}.${await keyedHash(key, 'refresh', name)}`
}

/** What a token is, or undefined if it is not ours. Nothing is read from D1. */
export async function parseRefreshToken(
  keys: Keys,
  token: string,
): Promise<RefreshToken | undefined> {
  const [, grantId, generation, mac] = form.exec(token) ?? []
  if (!grantId || !generation || !mac) return undefined
  for (const key of keys) {
    if (await sameText(mac, await keyedHash(key, 'refresh', `${grantId}.${generation}`))) {
      return { grantId, generation: Number(generation) }
    }
  }
  return undefined
}
