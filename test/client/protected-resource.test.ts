import { expect, test } from 'vitest'
import { protectedResource, TokenError } from '../../client/verify.ts'

const issuer = 'https://sign-in.test'

test('the metadata of a resource is where RFC 9728 has it', async () => {
  for (const [resource, path] of [
    ['https://api.sign-in.test', '/.well-known/oauth-protected-resource'],
    ['https://api.sign-in.test/', '/.well-known/oauth-protected-resource'],
    ['https://api.sign-in.test/mcp', '/.well-known/oauth-protected-resource/mcp'],
  ] as const) {
    const { url, handle } = protectedResource({ resource, issuer, scopes: ['read', 'write'] })
    expect(url).toBe(`https://api.sign-in.test${path}`)
    const response = handle(new Request(url))
    expect(await response?.json()).toEqual({
      resource,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
      scopes_supported: ['read', 'write'],
    })
    expect(response?.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const preflight = handle(new Request(url, { method: 'OPTIONS' }))
    expect(preflight?.status).toBe(204)
    expect(preflight?.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(preflight?.headers.get('Access-Control-Allow-Headers')).toBe('Authorization, *')
    expect(handle(new Request(resource))).toBeUndefined()
    expect(handle(new Request(url, { method: 'POST' }))).toBeUndefined()
  }
})

test('a refusal names the metadata, and an error only for a token that was sent', () => {
  const { refuse } = protectedResource({ resource: 'https://api.sign-in.test', issuer })
  const metadata =
    'resource_metadata="https://api.sign-in.test/.well-known/oauth-protected-resource"'
  const missing = refuse(new TokenError('missing_token', ''))
  expect([missing.status, missing.headers.get('WWW-Authenticate')]).toEqual([
    401,
    `Bearer ${metadata}`,
  ])
  // Otherwise a page could not read it.
  expect(missing.headers.get('Access-Control-Expose-Headers')).toBe('WWW-Authenticate')
  const invalid = refuse(new TokenError('invalid_token', ''))
  expect(invalid.headers.get('WWW-Authenticate')).toBe(`Bearer error="invalid_token", ${metadata}`)
  const late = refuse(new TokenError('unverifiable', ''))
  expect([late.status, late.headers.get('Retry-After')]).toEqual([503, '5'])
  expect(() => refuse(new Error('other'))).toThrow('other')
})
