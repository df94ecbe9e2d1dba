import { deflateRawSync } from 'node:zlib'
import {
  claimsOf,
  encode,
  headerOf,
  keyOf,
  mac,
  reencoded,
  sign,
  signParts,
} from '../../support/accounts/forge.ts'
import type { Forgery } from './headers.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Tokens that are altered, shortened, extended, encoded differently, or in another serialization. */
export function forgedEncodings(token: string): Forgery[] {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const { alg, typ } = headerOf(token)
  const claims = claimsOf(token)
  const json = JSON.stringify(claims)
  const flipped = (text: string, at: number) => {
    const letter = letters[(letters.indexOf(text[at] ?? '') + 32) % 64]
    return `${text.slice(0, at)}${letter}${text.slice(at + 1)}`
  }
  const swapped = (text: string) =>
    text.replace(/[a-z]/i, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))
  const signedOver = (otherHeader: string, otherPayload = payload) =>
    signParts(otherHeader, otherPayload)
  const rehead = (text: string) => signedOver(encode(text))

  const all: Record<string, Record<string, string>> = {
    'RFC 8725 3.3': {
      'one bit of the first letter of the signature': `${header}.${payload}.${flipped(signature, 0)}`,
      'one bit in the middle of the signature': `${header}.${payload}.${flipped(signature, 21)}`,
      'one bit of the last letter but one': `${header}.${payload}.${flipped(signature, 41)}`,
      'one letter of the signature in other case': `${header}.${payload}.${swapped(signature)}`,
      'an empty signature': `${header}.${payload}.`,
      'no signature': `${header}.${payload}`,
      'a signature of zeros': `${header}.${payload}.${'A'.repeat(43)}`,
      'half a signature': `${header}.${payload}.${signature.slice(0, 21)}`,
      'a signature less one letter': token.slice(0, -1),
      'a signature less its first letter': `${header}.${payload}.${signature.slice(1)}`,
      'a signature and a letter more': `${token}A`,
      'a signature and a byte more': `${token}AA`,
      'a letter in front of the signature': `${header}.${payload}.A${signature}`,
      'the signature twice': `${token}${signature}`,
      'the signature in hexadecimal': `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('hex')}`,
      'the signature of the payload alone': `${header}.${payload}.${mac(payload, keyOf(token))}`,
      'the signature of the parts without the dot': `${header}.${payload}.${mac(header + payload, keyOf(token))}`,
      'one letter of the payload': `${header}.${flipped(payload, 9)}.${signature}`,
      'one letter of the header': `${flipped(header, 5)}.${payload}.${signature}`,
    },
    'RFC 7515 7.1': {
      'no header': `.${payload}.${signature}`,
      'no header and no dot': `${payload}.${signature}`,
      'no payload': `${header}..${signature}`,
      'no payload, signed': signParts(header, ''),
      'the header alone': `${header}..`,
      'the payload alone': `.${payload}.`,
      'the payload without dots': payload,
      'dots alone': '..',
      'one dot': '.',
      'four dots': '....',
      'a fourth part': `${token}.${signature}`,
      'a part of a foreign alphabet behind': `${token}.foo`,
      'five parts, as encrypted ones have': `${token}.${signature}.${signature}`,
      'its parts in another order': `${payload}.${header}.${signature}`,
      'a comma for a dot': token.replaceAll('.', ','),
      'the token twice': `${token}${token}`,
      'the whole in base64url once more': encode(token),
    },
    'RFC 7515 2': {
      ...reencoded(token),
      'spaces in front of the signature': `${header}.${payload}.  ${signature}`,
      'a space behind the header': `${header} .${payload}.${signature}`,
      'a question mark in the signature': `${header}.${payload}.?${signature}`,
      'signs behind the header': `${header}####.${payload}.${signature}`,
      'a percent code for a dot': token.replace('.', '%2e'),
      'a space signed behind the header': signedOver(`${header} `),
      'signs signed in front of the payload': signedOver(header, `####${payload}`),
      'spaces signed in front of the payload': signedOver(header, `  ${payload}`),
      'padding signed behind the payload': signedOver(header, `${payload}=`),
      'slack bits signed in the payload': signedOver(header, slackened(json)),
      'a payload in the plain alphabet of base64': signedOver(
        header,
        Buffer.from(`${json.slice(0, -1)},"x":"???>>>~~~"}`)
          .toString('base64')
          .replaceAll('=', ''),
      ),
    },
    'RFC 7515 4': {
      'a header with blanks': rehead(`{ "alg": "${alg}", "typ": "${typ}" }`),
      'a header in another order': rehead(`{"typ":"${typ}","alg":"${alg}"}`),
      'a header with alg twice, none first': rehead(`{"alg":"none","alg":"${alg}","typ":"${typ}"}`),
      'a header with alg twice, none last': rehead(`{"alg":"${alg}","alg":"none","typ":"${typ}"}`),
      'a header with typ twice': rehead(`{"alg":"${alg}","typ":"x","typ":"${typ}"}`),
      'a header with an escaped letter': rehead(`{"alg":"\\u0048S256","typ":"${typ}"}`),
      'a header with an escaped key': rehead(`{"\\u0061lg":"${alg}","typ":"${typ}"}`),
      'a header with something more': rehead(`{"alg":"${alg}","typ":"${typ}","x":1}`),
      'a header in __proto__': rehead(`{"__proto__":{"alg":"${alg}","typ":"${typ}"}}`),
      'a header that is a list': rehead(`[{"alg":"${alg}","typ":"${typ}"}]`),
      'a header that is text': rehead(`"${alg}"`),
      'a header that is null': rehead('null'),
      'a header that is empty': rehead('{}'),
      'a header that is no JSON': rehead(`{alg:${alg}}`),
      'a header with a byte order mark': rehead(`\ufeff{"alg":"${alg}","typ":"${typ}"}`),
      'a header in UTF-16': signedOver(
        encode(Buffer.from(`{"alg":"${alg}","typ":"${typ}"}`, 'utf16le')),
      ),
      'a header nested deep': rehead(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`),
      'a header of six thousand letters': rehead(
        `{"alg":"${alg}","typ":"${typ}","x":"${'x'.repeat(6000)}"}`,
      ),
    },
    'RFC 7515 7.2': {
      'JSON, flattened': JSON.stringify({ protected: header, payload, signature }),
      'JSON, general': JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
      'JSON in base64url': encode({ protected: header, payload, signature }),
    },
    'RFC 8725 3.6, 3.7': {
      'a compressed payload': sign({ alg, typ }, deflateRawSync(json)),
      'a compressed payload that says so': sign({ alg, typ, zip: 'DEF' }, deflateRawSync(json)),
      'a payload in UTF-16': sign({ alg, typ }, Buffer.from(json, 'utf16le')),
      'a payload that is not UTF-8': sign(
        { alg, typ },
        Buffer.from(`${json.slice(0, -1)},"x":"\xff\xfe"}`, 'latin1'),
      ),
    },
    'RFC 7519 5.2': {
      'a token inside a token': sign({ alg, typ, cty: 'JWT' }, token),
      'a token inside a token that does not say so': sign({ alg, typ }, token),
      'a token as text inside a token': sign({ alg, typ }, JSON.stringify(token)),
    },
    'RFC 7519 7.2': {
      'a payload that is a list': sign({ alg, typ }, `[${json}]`),
      'a payload that is text': sign({ alg, typ }, '"x"'),
      'a payload that is a number': sign({ alg, typ }, '1'),
      'a payload that is null': sign({ alg, typ }, 'null'),
      'a payload that is empty': sign({ alg, typ }, '{}'),
      'a payload that is no JSON': sign({ alg, typ }, json.slice(1)),
      'a payload with something behind it': sign({ alg, typ }, `${json}{}`),
      'a payload in __proto__': sign({ alg, typ }, `{"__proto__":${json}}`),
    },
  }
  return Object.entries(all).flatMap(([clause, tokens]) =>
    Object.entries(tokens).map(([what, forged]) => ({ clause, what, token: forged })),
  )
}

/** The text in base64url with another last letter, which lax decoders decode to the same text. */
function slackened(json: string): string {
  // A space at the end of JSON has no meaning, and its encoding has unused bits.
  const text = json.length % 3 === 0 ? `${json} ` : json
  const encoded = encode(text)
  const last = letters.indexOf(encoded.slice(-1))
  return `${encoded.slice(0, -1)}${letters[last ^ 1]}`
}
