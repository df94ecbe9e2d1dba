import { createHash, generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto'
import {
  claimsOf,
  encode,
  headerOf,
  type Json,
  keyOf,
  mac,
  secret,
  sign,
  signParts,
} from '../../support/accounts/forge.ts'

/** A token that must be refused, derived from a valid one. */
export interface Forgery {
  clause: string
  what: string
  token: string
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' })
const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
const ed25519 = generateKeyPairSync('ed25519')

/** An attacker's keys, as a JWK set that headers point to. */
export const attackersKeys = {
  keys: [rsa, p256, ed25519].map(({ publicKey }, i) => ({
    ...publicKey.export({ format: 'jwk' }),
    kid: `key-${i}`,
    use: 'sig',
  })),
}

const pss = { padding: 6, saltLength: -1 }
const p1363 = { dsaEncoding: 'ieee-p1363' } as const

const asymmetric: [string, string | null, KeyObject, object][] = [
  ['RS256', 'sha256', rsa.privateKey, {}],
  ['RS384', 'sha384', rsa.privateKey, {}],
  ['RS512', 'sha512', rsa.privateKey, {}],
  ['PS256', 'sha256', rsa.privateKey, pss],
  ['PS512', 'sha512', rsa.privateKey, pss],
  ['ES256', 'sha256', p256.privateKey, p1363],
  ['ES384', 'sha384', p384.privateKey, p1363],
  ['ES512', 'sha512', p521.privateKey, p1363],
  ['ES256K', 'sha256', k256.privateKey, p1363],
  ['EdDSA', null, ed25519.privateKey, {}],
  ['Ed25519', null, ed25519.privateKey, {}],
]

/** Tokens with a forged header or key, from RFC 8725 and public sets of JWS test vectors. */
export function forgedHeaders(token: string, listener: string): Forgery[] {
  const header = headerOf(token)
  const claims = claimsOf(token)
  const key = keyOf(token)
  /** Services that verify session tokens know JWT_SECRET, which signs nothing else. */
  const wrongPurpose = key === secret ? [] : [secret]
  const [, payload = '', signature = ''] = token.split('.')
  const withHeader = (changes: Json) => sign({ ...header, ...changes }, claims, key)
  const unsigned = (changes: Json, end = '') =>
    `${encode({ ...header, ...changes })}.${payload}.${end}`
  const signedBy = (
    alg: string,
    hash: string | null,
    key: KeyObject,
    options: object,
    changes: Json = {},
  ) => {
    const input = `${encode({ ...header, alg, ...changes })}.${payload}`
    const bytes = signWith(hash, Buffer.from(input), { key, ...options })
    return `${input}.${bytes.toString('base64url')}`
  }
  const es256 = (changes: Json) => signedBy('ES256', 'sha256', p256.privateKey, p1363, changes)
  const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })
  const x5c = [spki(p256.publicKey).toString('base64')]
  const jwk = p256.publicKey.export({ format: 'jwk' })
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' })

  const none = ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\u0000', 'n\u043ene', '']
  const wrongAlgs: unknown[] = [
    null,
    0,
    true,
    ['HS256'],
    { alg: 'HS256' },
    'hs256',
    'HS256 ',
    'HS1',
  ]
  const wrongKeys: [string, string | Buffer][] = [
    ['the empty key', ''],
    ['a NUL byte', Buffer.alloc(1)],
    ['the word secret', 'secret'],
    ['the words of a tutorial', 'your-256-bit-secret'],
    ['the issuer', 'latchkey'],
    ['the secret in capitals', secret.toUpperCase()],
    ['the secret less its last byte', secret.slice(0, -1)],
    ['the secret read as base64', Buffer.from(secret, 'base64')],
    ['a hash of the secret', createHash('sha256').update(secret).digest()],
    ['a public key in PEM', pem],
    ['a public key in DER', spki(rsa.publicKey)],
  ]
  const kids: [unknown, string][] = [
    ['../../../../../../dev/null', ''],
    ['/dev/null', ''],
    ['file:///dev/null', ''],
    ['/proc/sys/kernel/randomize_va_space', '2\n'],
    ["x' union select 'key' --", 'key'],
    ["' or '1'='1", 'key'],
    ['x; sleep 1 #', 'key'],
    ['$(id)', 'key'],
    [listener, 'key'],
    ['', ''],
    [null, ''],
    [0, ''],
    [['a'], 'key'],
    [{ kty: 'oct', k: encode('key') }, 'key'],
  ]
  const crits: [string, Json][] = [
    ['a claim', { crit: ['exp'] }],
    ['an unknown extension', { crit: ['http://example.com/x'], 'http://example.com/x': true }],
    ['nothing', { crit: [] }],
    ['no list', { crit: 'exp' }],
    ['b64', { crit: ['b64'], b64: true }],
    ['alg', { crit: ['alg'] }],
    ['itself', { crit: ['crit'] }],
  ]
  const unencoded = encode({ ...header, b64: false, crit: ['b64'] })
  const raw = JSON.stringify(claims)

  const all: [string, string, string][] = [
    ...none.flatMap((alg): [string, string, string][] => [
      ['RFC 8725 3.1', `alg ${JSON.stringify(alg)} and no signature`, unsigned({ alg })],
      [
        'RFC 8725 3.1',
        `alg ${JSON.stringify(alg)} and the old signature`,
        unsigned({ alg }, signature),
      ],
      ['RFC 8725 3.1', `alg ${JSON.stringify(alg)} and a right signature`, withHeader({ alg })],
    ]),
    ['RFC 8725 3.1', 'no alg and no signature', unsigned({ alg: undefined })],
    ['RFC 8725 3.1', 'no alg and a right signature', withHeader({ alg: undefined })],
    ...wrongAlgs.map((alg): [string, string, string] => [
      'RFC 8725 3.1',
      `alg ${JSON.stringify(alg)}`,
      withHeader({ alg }),
    ]),
    ...(['384', '512'] as const).flatMap((size): [string, string, string][] => {
      const other = encode({ ...header, alg: `HS${size}` })
      const own = encode(header)
      return [
        [
          'RFC 8725 3.1',
          `HS${size} with the right key`,
          `${other}.${payload}.${mac(`${other}.${payload}`, key, `sha${size}`)}`,
        ],
        ['RFC 8725 3.1', `HS${size} in the header of HS256`, signParts(other, payload, key)],
        [
          'RFC 8725 3.1',
          `HS256 in the header of HS${size}`,
          `${own}.${payload}.${mac(`${own}.${payload}`, key, `sha${size}`)}`,
        ],
      ]
    }),
    ...asymmetric.flatMap(([alg, hash, key, options]): [string, string, string][] => [
      ['RFC 8725 3.1', `${alg} by an attacker's key`, signedBy(alg, hash, key, options)],
      ['RFC 8725 2.1', `${alg} in the header of a right MAC`, withHeader({ alg })],
    ]),
    ['RFC 8725 2.2', 'ES256 of zeros', unsigned({ alg: 'ES256' }, encode(Buffer.alloc(64)))],
    ...wrongKeys.map(([what, key]): [string, string, string] => [
      'RFC 8725 3.5',
      `HS256 with ${what}`,
      sign(header, claims, key),
    ]),
    ...wrongPurpose.map((other): [string, string, string] => [
      'RFC 8725 3.5',
      'HS256 with JWT_SECRET',
      sign(header, claims, other),
    ]),
    ['RFC 8725 3.10, RFC 7515 4.1.3', 'its own key in jwk', es256({ jwk })],
    [
      'RFC 8725 3.10, RFC 7515 4.1.3',
      'its own symmetric key in jwk',
      sign({ ...header, jwk: { kty: 'oct', k: encode('key') } }, claims, 'key'),
    ],
    ['RFC 8725 3.10', 'jwk with a valid signature', withHeader({ jwk })],
    ['RFC 8725 3.10, RFC 7515 4.1.2', 'jku', es256({ jku: listener, kid: 'key-1' })],
    ['RFC 8725 3.10', 'jku with a valid signature', withHeader({ jku: listener })],
    ['RFC 8725 3.10, RFC 7515 4.1.5', 'x5u', es256({ x5u: listener })],
    ['RFC 8725 3.10', 'x5u with a valid signature', withHeader({ x5u: listener })],
    ['RFC 8725 3.10, RFC 7515 4.1.6', 'x5c', es256({ x5c })],
    ['RFC 8725 3.10', 'x5c with a valid signature', withHeader({ x5c })],
    ['RFC 8725 3.10, RFC 7515 4.1.7', 'x5t', es256({ x5t: 'x', 'x5t#S256': 'x' })],
    ...kids.map(([kid, key]): [string, string, string] => [
      'RFC 8725 3.10',
      `kid ${JSON.stringify(kid)}`,
      sign({ ...header, kid }, claims, key),
    ]),
    ['RFC 8725 3.10', 'kid with a valid signature', withHeader({ kid: 'a' })],
    ...crits.map(([what, changes]): [string, string, string] => [
      'RFC 7515 4.1.11',
      `crit that lists ${what}`,
      withHeader(changes),
    ]),
    ['RFC 7797 3', 'b64 false, not critical', withHeader({ b64: false })],
    ['RFC 7797 6', 'b64 false, over the encoded payload', signParts(unencoded, payload, key)],
    [
      'RFC 7797 3',
      'b64 false, over the bare payload',
      `${unencoded}.${payload}.${mac(`${unencoded}.${raw}`, key)}`,
    ],
    ['RFC 8725 3.6', 'zip', withHeader({ zip: 'DEF' })],
    ['RFC 8725 3.11', 'no typ', withHeader({ typ: undefined })],
    ...['', 'at+jwt', 'dpop+jwt', 'JOSE', null, ['JWT'], 0].map((typ): [string, string, string] => [
      'RFC 8725 3.11',
      `typ ${JSON.stringify(typ)}`,
      withHeader({ typ }),
    ]),
    ...['JWT', 'reset+jwt', 'otp+jwt']
      .filter((typ) => typ !== header.typ)
      .map((typ): [string, string, string] => [
        'RFC 8725 3.12',
        `typ ${typ} in place of ${header.typ}`,
        withHeader({ typ }),
      ]),
  ]
  return all.map(([clause, what, forged]) => ({ clause, what, token: forged }))
}
