import type { Client } from 'latchkey/client'

/**
 * `fetch` for one of your APIs, and for no other host: it sends an access token of the signed-in account.
 * @param audience the URL of the API, as `RESOURCES` of Latchkey names it
 * @param origin where the API is served, if that is not at `audience`
 */
export function createApiFetch(
  client: Client,
  audience: string,
  origin = new URL(audience).origin,
): typeof fetch {
  let token: { account: string | undefined; text: Promise<string> } | undefined

  function getToken(): Promise<string> {
    const account = client.current?.account.id
    // Another person may have signed in since.
    if (token?.account !== account) token = undefined
    token ??= { account, text: requestToken() }
    return token.text
  }

  async function requestToken(): Promise<string> {
    try {
      const call = client.api['access-token'].$post({ json: { audience } })
      return (await client.read(call)).access_token
    } catch (error) {
      token = undefined
      throw error
    }
  }

  return async (input, init) => {
    const request = new Request(input, init)
    // An attacker with the token could use the API as this account.
    if (new URL(request.url).origin !== origin) throw new TypeError(`Not a URL of ${origin}`)
    const send = async () => {
      const copy = request.clone()
      copy.headers.set('Authorization', `Bearer ${await getToken()}`)
      return fetch(copy)
    }
    const response = await send()
    if (response.status !== 401) return response
    // The token has expired, or a change of the account has revoked it.
    token = undefined
    return send()
  }
}
