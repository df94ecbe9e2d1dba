import { base64url } from 'jose'
import type { AuthenticationJson, RegistrationJson } from '../../../worker/passkeys/web-authn.ts'
import { type Ceremony, flag, type SoftPasskey } from './authenticator.ts'
import { array, type Bytes, bytes, head, int, join, map, text } from './cbor.ts'
import type { Random } from './random.ts'

/** One change to a ceremony, to its response or to the expectations of the relying party. */
export interface Mutation {
  ceremony?: Partial<Ceremony>
  alter?(response: RegistrationJson | AuthenticationJson): void
  requiresVerification?: boolean
  /** The stored counter of a sign-in. */
  counter?: number
  /** The stored eligibility for backups, if it is not that of the flags. */
  backupEligible?: boolean
}

/** Ways to change a ceremony. About a third keeps it valid. */
export const mutations: Record<string, (random: Random, passkey: SoftPasskey) => Mutation> = {
  nothing: () => ({}),
  flags: (random) => ({
    ceremony: { flags: random.below(256) & ~flag.ed & ~flag.at },
    requiresVerification: random.chance(),
  }),
  'all flags': (random) => ({ ceremony: { flags: random.below(256) } }),
  'stored eligibility': (random) => ({ backupEligible: random.chance() }),
  counters: (random) => ({
    ceremony: { counter: random.of([0, 1, 5, 6, 2 ** 31, 2 ** 32 - 1]) },
    counter: random.of([0, 1, 5, 6]),
  }),
  extensions: (random) => ({
    ceremony: {
      extensions: random.of([
        map(),
        map([text('credProtect'), int(2)]),
        map([text('hmac-secret'), new Uint8Array([0xf5])]),
        map([text('uvm'), array(array(int(2), int(4), int(2)))]),
        map([text('a'), int(1)], [text('a'), int(1)]),
        join([0xbf], text('a'), int(1), [0xff]),
        join(map(), [0]),
        array(),
        new Uint8Array([0xa1]),
      ]),
    },
  }),
  'client data': (random) => ({
    ceremony: {
      clientData: {
        [random.of(['type', 'challenge', 'origin', 'crossOrigin', 'topOrigin', 'other'])]:
          random.of([
            undefined,
            null,
            true,
            false,
            '',
            'webauthn.get',
            'webauthn.create',
            'https://sign-in.test',
            'https://app.sign-in.test',
            'https://evil.test',
          ]),
      },
    },
  }),
  'text of the client data': (random) => ({
    ceremony: {
      rawClientData: utf8(random.of(['', '{', '[]', 'null', '7', '"text"', '{}', '\ufeff{}'])),
    },
  }),
  'RP ID': (random) => ({
    ceremony: { rpId: random.of(['test', 'sign-in.test', 'SIGN-IN.test', 'a.sign-in.test', '']) },
  }),
  'a bit of the data': (random) => ({ ceremony: { changeData: (data) => flipBit(random, data) } }),
  'length of the data': (random) => ({ ceremony: { changeData: (data) => resize(random, data) } }),
  'a bit of the result': (random) => ({
    ceremony: { changeResult: (data) => flipBit(random, data) },
  }),
  'length of the result': (random) => ({
    ceremony: { changeResult: (data) => resize(random, data) },
  }),
  'end of the result': (random) => {
    const missing = 1 + random.below(8)
    return { ceremony: { changeResult: (data) => join(data.subarray(0, -missing)) } }
  },
  'a bit of the response': (random) => ({
    alter: ({ response }) => {
      const members = response as unknown as Record<string, string>
      const name = random.of(Object.keys(members).filter((each) => each !== 'userHandle'))
      members[name] = base64url.encode(flipBit(random, base64url.decode(members[name] ?? '')))
    },
  }),
  'text of the response': (random) => ({
    alter: ({ response }) => {
      const members = response as unknown as Record<string, string>
      const name = random.of(Object.keys(members).filter((each) => each !== 'userHandle'))
      const value = members[name] ?? ''
      const at = random.below(value.length)
      members[name] = value.slice(0, at) + random.of(['', 'A', '!', '=', '~']) + value.slice(at + 1)
    },
  }),
  'the credential': (random) => ({
    alter: (response) => {
      const name = random.of(['id', 'rawId', 'type'] as const)
      response[name] = random.of(['', 'AAAA', 'public-key', response.id])
    },
  }),
  'the attestation statement': (random) => ({
    ceremony: {
      statement: random.of([map(), map([text('a'), int(1)]), array(), join([0xbf, 0xff])]),
      ...(random.chance() && { format: random.of(['none', 'None', '', 'unknown']) }),
    },
  }),
  'a member of the public key': (random, { cose }) => {
    const index = random.below(cose.length)
    const label = cose[index]?.[0] ?? int(0)
    const value = random.of([
      int(random.of([1, 2, 3, 6, -7, -8, -35, -257])),
      bytes(random.bytes(random.of([0, 1, 3, 31, 32, 33, 256]))),
      text('OKP'),
    ])
    return { ceremony: { publicKey: map(...cose.with(index, [label, value])) } }
  },
  'the members of the public key': (random, { cose }) => ({
    ceremony: {
      publicKey: random.of([
        map(...cose.slice(1)),
        map(...cose.slice(0, -1)),
        map(...cose.toReversed()),
        map(...cose, [int(3), int(-7)]),
        map(...cose, [int(2), bytes(random.bytes(4))]),
        join([0xbf], ...cose.flat(), [0xff]),
        join(head(5, cose.length, 1), ...cose.flat()),
        join(map(...cose), [0]),
        array(),
      ]),
    },
  }),
}

const utf8 = (value: string) => new Uint8Array(new TextEncoder().encode(value))

function flipBit(random: Random, data: Uint8Array): Bytes {
  const changed = join(data)
  const at = random.below(changed.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8))
  return changed
}

function resize(random: Random, data: Uint8Array): Bytes {
  return random.chance()
    ? join(data.subarray(0, random.below(data.length)))
    : join(data, random.bytes(1 + random.below(4)))
}
