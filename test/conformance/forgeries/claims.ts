import {
  claimsOf,
  encode,
  headerOf,
  type Json,
  resigned,
  sign,
} from '../../support/accounts/forge.ts'
import type { Forgery } from './headers.ts'

/**
 * Tokens with forged claims, signed with the right key: the service must refuse them despite its own signature.
 * @param other claims of another account's good token of the same purpose
 */
export function forgedClaims(token: string, other: Json): Forgery[] {
  const claims = claimsOf(token)
  const header = headerOf(token)
  const now = Math.floor(Date.now() / 1000)
  const { sub, jti } = claims
  const duplicate = (name: string, value: unknown) =>
    sign(header, `${JSON.stringify(claims).slice(0, -1)},"${name}":${JSON.stringify(value)}}`)

  const wrongTimes: unknown[] = [
    ...[null, true, '', 'never', `${now + 3600}`, '2100-01-01T00:00:00Z', [now + 3600]],
    ...[{ seconds: now + 3600 }, []],
  ]
  const wrongIds: unknown[] = [null, 0, true, '', ['x'], {}, '%', '_', '*', "' or 1=1 --", 'null']

  const all: [string, string, Json][] = [
    ...['exp', 'iat', 'iss', 'sub', 'jti'].map((name): [string, string, Json] => [
      'RFC 8725 3.8, ASVS 9.2.1',
      `no ${name}`,
      { [name]: undefined },
    ]),
    ['RFC 7519 4.1.4', 'over for a minute and a second', { exp: now - 61 }],
    ['RFC 7519 4.1.4', 'over for a year', { exp: now - 31_536_000 }],
    ['RFC 7519 4.1.4', 'exp 0', { exp: 0 }],
    ['RFC 7519 4.1.4', 'exp -1', { exp: -1 }],
    ['RFC 7519 4.1.4', 'exp in the smallest of numbers', { exp: 5e-324 }],
    ['RFC 7519 4.1.4', 'exp in the least of numbers', { exp: -Number.MAX_VALUE }],
    ['RFC 7519 4.1.5', 'good in an hour', { nbf: now + 3600 }],
    ['RFC 7519 4.1.5', 'good in a minute and some', { nbf: now + 65 }],
    ['RFC 7519 4.1.5', 'good in the year 285428', { nbf: Number.MAX_SAFE_INTEGER }],
    ['RFC 7519 4.1.6', 'made in an hour', { iat: now + 3600 }],
    ['RFC 7519 4.1.6', 'made in a minute and some', { iat: now + 65 }],
    ['RFC 7519 4.1.6', 'made in milliseconds', { iat: now * 1000 }],
    ...['exp', 'nbf', 'iat'].flatMap((name) =>
      wrongTimes.map((value): [string, string, Json] => [
        'RFC 7519 2',
        `${name} ${JSON.stringify(value)}`,
        { [name]: value },
      ]),
    ),
    ...['Latchkey', 'latchkey ', '', null, ['latchkey'], 'https://evil.example', 0].map(
      (iss): [string, string, Json] => ['RFC 8725 3.8', `iss ${JSON.stringify(iss)}`, { iss }],
    ),
    ...['https://other.example', ['https://other.example'], '', null].map(
      (aud): [string, string, Json] => [
        'RFC 7519 4.1.3, RFC 8725 3.9',
        `aud ${JSON.stringify(aud)}`,
        { aud },
      ],
    ),
    ...wrongIds.flatMap((value): [string, string, Json][] => [
      ['RFC 8725 3.8, 3.10', `sub ${JSON.stringify(value)}`, { sub: value }],
      ['RFC 8725 3.10', `jti ${JSON.stringify(value)}`, { jti: value }],
    ]),
    ['RFC 8725 3.8', "another account's sub", { sub: other.sub }],
    ['RFC 8725 3.8', "another account's jti", { jti: other.jti }],
    ['RFC 8725 3.8', 'an unknown sub', { sub: crypto.randomUUID() }],
    ['RFC 8725 3.8', 'an unknown jti', { jti: crypto.randomUUID() }],
    ['RFC 8725 3.8', 'sub in capitals', { sub: String(sub).toUpperCase() }],
    ['RFC 8725 3.8', 'jti in other case', { jti: otherCase(String(jti)) }],
    ['RFC 8725 3.8', 'sub and a blank', { sub: `${sub} ` }],
    ['RFC 8725 3.8', 'jti and a blank', { jti: `${jti} ` }],
    ['RFC 8725 3.8', 'jti and NUL', { jti: `${jti}\0` }],
    ['RFC 8725 3.8', 'sub in a list', { sub: [sub] }],
    ['RFC 8725 3.8', 'jti in a list', { jti: [jti] }],
    ['RFC 8725 3.8', 'a prefix of the jti', { jti: String(jti).slice(0, -1) }],
    ['RFC 8725 3.8', 'sub and jti for each other', { sub: jti, jti: sub }],
  ]
  return [
    ...all.map(([clause, what, changes]) => ({ clause, what, token: resigned(token, changes) })),
    {
      clause: 'RFC 7519 4',
      what: "sub twice, another account's last",
      token: duplicate('sub', other.sub),
    },
    {
      clause: 'RFC 7519 4',
      what: "jti twice, another account's last",
      token: duplicate('jti', other.jti),
    },
    {
      clause: 'RFC 7519 5.3',
      what: 'its claims in the header',
      token: sign({ ...header, ...claims }, {}),
    },
    {
      clause: 'RFC 8725 2.4',
      what: 'the right claims in plain text',
      token: `${encode(header)}.${JSON.stringify(claims)}.x`,
    },
  ].filter(({ token: forged }) => forged !== token)
}

function otherCase(text: string): string {
  const swapped = text.replace(/[a-z]/gi, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase()))
  return swapped === text ? `${text}x` : swapped
}
