import { base64url } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RefusalReason } from '../../worker/passkeys/encoding/refusal.ts'
import {
  type AuthenticationJson,
  type RegistrationJson,
  verifyAuthentication,
  verifyRegistration,
} from '../../worker/passkeys/web-authn.ts'
import {
  type Alg,
  authenticate,
  type Ceremony,
  createPasskey,
  flag,
  register,
  type SoftPasskey,
} from '../support/passkeys/authenticator.ts'
import { array, bytes, head, int, join, map, text } from '../support/passkeys/cbor.ts'
import { expected, place, refusalOf, stored } from '../support/passkeys/relying-party.ts'

const algorithms: Alg[] = [-8, -7, -257]
const both = flag.up | flag.uv
const encode = (json: string) => new Uint8Array(new TextEncoder().encode(json))

/** Changes to a ceremony that both responses refuse. */
const flips: [name: string, change: Partial<Ceremony>, reason: RefusalReason][] = [
  ['another challenge', { challenge: `${place.challenge}A` }, 'challenge'],
  ['a challenge that is no text', { clientData: { challenge: 7 } }, 'challenge'],
  ['no challenge', { clientData: { challenge: undefined } }, 'challenge'],
  ['another type', { clientData: { type: 'payment.get' } }, 'type'],
  ['no type', { clientData: { type: undefined } }, 'type'],
  ['another origin', { origin: 'https://sign-in.test.example' }, 'origin'],
  ['another port', { origin: 'https://sign-in.test:8443' }, 'origin'],
  ['the same host without TLS', { origin: 'http://sign-in.test' }, 'origin'],
  ['no origin', { clientData: { origin: undefined } }, 'origin'],
  ['a frame', { clientData: { crossOrigin: true } }, 'cross_origin'],
  ['a crossOrigin that is no boolean', { clientData: { crossOrigin: 0 } }, 'cross_origin'],
  ['a top origin', { clientData: { topOrigin: 'https://sign-in.test' } }, 'cross_origin'],
  ['client data that is no JSON', { rawClientData: encode('{') }, 'client_data'],
  ['client data that is null', { rawClientData: encode('null') }, 'client_data'],
  ['client data that is text', { rawClientData: encode('"webauthn"') }, 'client_data'],
  ['another RP ID', { rpId: 'sign-in.example' }, 'rp_id'],
  ['a parent domain as RP ID', { rpId: 'test' }, 'rp_id'],
  ['no user presence', { flags: flag.uv }, 'user_presence'],
  ['no user verification', { flags: flag.up }, 'user_verification'],
  ['a backup without eligibility', { flags: both | flag.bs }, 'backup_state'],
  ['trailing bytes', { changeData: (data) => join(data, [0]) }, 'trailing_bytes'],
  ['truncated data', { changeData: (data) => data.slice(0, 36) }, 'authenticator_data'],
  [
    'duplicate keys in the extensions',
    { extensions: map([text('a'), int(1)], [text('a'), int(1)]) },
    'cbor_duplicate_key',
  ],
  ['extensions that are no map', { extensions: array() }, 'cbor_unsupported'],
  ['trailing bytes after extensions', { extensions: join(map(), [0]) }, 'trailing_bytes'],
]

describe.each(algorithms)('a passkey of algorithm %i', (alg) => {
  let passkey: SoftPasskey
  beforeAll(async () => {
    passkey = await createPasskey(alg)
  })

  const registration = (change: Partial<Ceremony> = {}) =>
    register(passkey, { ...place, ...change })
  const assertion = (change: Partial<Ceremony> = {}) =>
    authenticate(passkey, { ...place, ...change })
  const row = async (change: Partial<Ceremony> = {}) =>
    stored(passkey, (await verifyRegistration(await registration(change), expected)).registered)

  it('is registered and signs in', async () => {
    const { registered, challenge } = await verifyRegistration(
      await registration({ counter: 4, extensions: map([text('credProtect'), int(2)]) }),
      expected,
    )
    expect(registered).toEqual({
      credentialId: base64url.encode(passkey.id),
      publicKey: base64url.encode(map(...passkey.cose)),
      algorithm: alg,
      counter: 4,
      aaguid: '00000000-0000-0000-0000-000000000000',
      backupEligible: false,
      backedUp: false,
      userVerified: true,
    })
    const login = await assertion({ counter: 5, extensions: map([text('a'), int(1)]) })
    expect(challenge).toBe('ours')
    expect(await verifyAuthentication(login, stored(passkey, registered), expected)).toEqual({
      used: { counter: 5, backedUp: false, userVerified: true },
      challenge: 'ours',
    })
  })

  it.each(flips)('is not registered with %s', async (_, change, reason) => {
    const response = await registration(change)
    expect(await refusalOf(() => verifyRegistration(response, expected))).toBe(reason)
  })

  it.each(flips)('does not sign in with %s', async (_, change, reason) => {
    const passkeyRow = await row()
    const response = await assertion(change)
    expect(await refusalOf(() => verifyAuthentication(response, passkeyRow, expected))).toBe(reason)
  })

  it('does not sign in with the signature of other data', async () => {
    const passkeyRow = await row()
    const [one, other] = [await assertion(), await assertion({ counter: 1 })]
    one.response.signature = other.response.signature
    expect(await refusalOf(() => verifyAuthentication(one, passkeyRow, expected))).toBe('signature')
  })

  it('does not sign in with the key of another passkey', async () => {
    const other = await createPasskey(alg)
    const publicKey = base64url.encode(map(...other.cose))
    const passkeyRow = { ...(await row()), publicKey }
    const response = await assertion()
    expect(await refusalOf(() => verifyAuthentication(response, passkeyRow, expected))).toBe(
      'signature',
    )
  })

  it('is registered on any of our origins', async () => {
    const response = await registration({ origin: 'https://app.sign-in.test' })
    expect(await refusalOf(() => verifyRegistration(response, expected))).toBeUndefined()
  })

  it.each([
    ['a missing member', (entries: SoftPasskey['cose']) => entries.slice(0, -1), 'public_key'],
    [
      'a member of another size',
      (entries: SoftPasskey['cose']) =>
        entries.with(-1, [entries.at(-1)?.[0] ?? int(0), bytes(new Uint8Array(1))]),
      'public_key',
    ],
    [
      'a member that is too long',
      (entries: SoftPasskey['cose']) =>
        entries.with(-1, [entries.at(-1)?.[0] ?? int(0), bytes(new Uint8Array(600).fill(9))]),
      'public_key',
    ],
    [
      'a member that is no byte string',
      (entries: SoftPasskey['cose']) =>
        entries.with(-1, [entries.at(-1)?.[0] ?? int(0), text('a'.repeat(32))]),
      'public_key',
    ],
    [
      'another key type',
      (entries: SoftPasskey['cose']) => entries.with(0, [int(1), int(4)]),
      'public_key',
    ],
    [
      'an algorithm that we do not offer',
      (entries: SoftPasskey['cose']) => entries.with(1, [int(3), int(-35)]),
      'algorithm',
    ],
    [
      'another curve',
      (entries: SoftPasskey['cose']) => entries.with(2, [int(-1), int(2)]),
      'public_key',
    ],
    ['no algorithm', (entries: SoftPasskey['cose']) => entries.toSpliced(1, 1), 'algorithm'],
    [
      'a duplicate key',
      (entries: SoftPasskey['cose']) => [...entries, [int(3), int(alg)] as SoftPasskey['cose'][0]],
      'cbor_duplicate_key',
    ],
  ] as const)('is not registered with a public key with %s', async (_, change, reason) => {
    const response = await registration({ publicKey: map(...change([...passkey.cose])) })
    expect(await refusalOf(() => verifyRegistration(response, expected))).toBe(reason)
  })

  it.each([
    ['an indefinite length', () => [[0xbf], ...passkey.cose.flat(), [0xff]], 'cbor_length'],
    [
      'a longer length than necessary',
      () => [head(5, passkey.cose.length, 1), ...passkey.cose.flat()],
      'cbor_length',
    ],
    ['no map', () => [array()], 'cbor_unsupported'],
    ['too few members', () => [head(5, 23), ...passkey.cose.flat()], 'cbor_truncated'],
  ] as const)('is not registered with a public key with %s', async (_, parts, reason) => {
    const response = await registration({ publicKey: join(...parts()) })
    expect(await refusalOf(() => verifyRegistration(response, expected))).toBe(reason)
  })
})

describe('a registration', () => {
  let passkey: SoftPasskey
  beforeAll(async () => {
    passkey = await createPasskey(-7)
  })
  const refusal = async (change: Partial<Ceremony>, more: Partial<typeof expected> = {}) => {
    const response = await register(passkey, { ...place, ...change })
    return refusalOf(() => verifyRegistration(response, { ...expected, ...more }))
  }
  const changed = async (change: (response: RegistrationJson) => void) => {
    const response = await register(passkey, place)
    change(response)
    return refusalOf(() => verifyRegistration(response, expected))
  }

  it('is refused with the client data of a sign-in', async () => {
    expect(await refusal({ clientData: { type: 'webauthn.get' } })).toBe('type')
  })

  it('is refused with a challenge that is no text, without asking for it', async () => {
    const more = { openChallenge: async () => 'ours' as const }
    expect(await refusal({ clientData: { challenge: 7 } }, more)).toBe('challenge')
  })

  it('may come without presence and verification of the user if the browser created it on its own', async () => {
    const more = { isConditional: true, requiresVerification: false }
    expect(await refusal({ flags: 0 }, more)).toBeUndefined()
    const response = await register(passkey, { ...place, flags: 0 })
    const { registered } = await verifyRegistration(response, { ...expected, ...more })
    expect(registered.userVerified).toBe(false)
  })

  it('does not require verification of the user unless the caller does', async () => {
    expect(await refusal({ flags: flag.up }, { requiresVerification: false })).toBeUndefined()
  })

  it('records eligibility and state of the backup', async () => {
    const response = await register(passkey, { ...place, flags: both | flag.be | flag.bs })
    const { registered } = await verifyRegistration(response, expected)
    expect(registered).toMatchObject({ backupEligible: true, backedUp: true })
  })

  it('records the model of the authenticator', async () => {
    const aaguid = Uint8Array.from({ length: 16 }, (_, index) => index + 8)
    const changeData = (data: Uint8Array) => join(data.subarray(0, 37), aaguid, data.subarray(53))
    const response = await register(passkey, { ...place, changeData })
    const { registered } = await verifyRegistration(response, expected)
    expect(registered.aaguid).toBe('08090a0b-0c0d-0e0f-1011-121314151617')
  })

  it.each([
    ['packed', map([text('alg'), int(-7)], [text('sig'), bytes(new Uint8Array(70))])],
    ['apple', map([text('x5c'), array(bytes(new Uint8Array(300)))])],
  ])('may have a statement of the format %s, which proves nothing', async (format, statement) => {
    expect(await refusal({ format, statement })).toBeUndefined()
  })

  it.each<[string, Partial<Ceremony>, RefusalReason]>([
    ['a statement of no format', { statement: map([text('a'), int(1)]) }, 'attestation_statement'],
    ['a statement that is no map', { statement: array() }, 'cbor_unsupported'],
    ['an unknown format', { format: 'nonf' }, 'attestation_format'],
    ['trailing bytes', { changeResult: (object) => join(object, [0]) }, 'trailing_bytes'],
    ['another item', { changeResult: () => array() }, 'cbor_unsupported'],
    ['no data', { changeResult: () => map() }, 'attestation_object'],
    ['a missing statement', { changeResult: withoutStatement }, 'cbor_unsupported'],
    ['no passkey', { changeData: withoutCredential }, 'attested_credential'],
    [
      'half a header of a passkey',
      { changeData: (data) => data.slice(0, 50) },
      'authenticator_data',
    ],
    ['half a credential id', { changeData: (data) => data.slice(0, 60) }, 'authenticator_data'],
    ['no public key', { changeData: (data) => data.slice(0, 87) }, 'cbor_truncated'],
    ['an empty credential id', { changeData: (data) => withIdSize(data, 0) }, 'credential_id'],
    ['a long credential id', { changeData: (data) => withIdSize(data, 1024) }, 'credential_id'],
    [
      'a point that is not on the curve',
      {
        publicKey: map(
          [int(1), int(2)],
          [int(3), int(-7)],
          [int(-1), int(1)],
          [int(-2), bytes(new Uint8Array(32).fill(1))],
          [int(-3), bytes(new Uint8Array(32).fill(1))],
        ),
      },
      'public_key',
    ],
    [
      'another curve',
      {
        publicKey: map(
          [int(1), int(2)],
          [int(3), int(-7)],
          [int(-1), int(8)],
          [int(-2), bytes(new Uint8Array(32).fill(1))],
          [int(-3), bytes(new Uint8Array(32).fill(1))],
        ),
      },
      'public_key',
    ],
  ])('is refused with %s', async (_, change, reason) => {
    expect(await refusal(change)).toBe(reason)
  })

  it('may have a credential id of 1023 bytes', async () => {
    const long = { ...passkey, id: new Uint8Array(1023).fill(3) }
    const response = await register(long, place)
    const { registered } = await verifyRegistration(response, expected)
    expect(registered.credentialId).toBe(base64url.encode(long.id))
  })

  it.each<[string, (response: RegistrationJson) => void, RefusalReason]>([
    [
      'another type of credential',
      (each) => {
        each.type = 'password'
      },
      'credential_type',
    ],
    [
      'a rawId that differs',
      (each) => {
        each.rawId = 'AAAA'
      },
      'credential_id',
    ],
    [
      'the id of another credential',
      (each) => {
        each.id = 'AAAA'
        each.rawId = 'AAAA'
      },
      'credential_id',
    ],
    [
      'an id that is no base64url',
      (each) => {
        each.id = 'A/=='
        each.rawId = 'A/=='
      },
      'base64url',
    ],
    [
      'an empty id',
      (each) => {
        each.id = ''
        each.rawId = ''
      },
      'base64url',
    ],
    [
      'padding',
      (each) => {
        each.response.clientDataJSON += '='
      },
      'base64url',
    ],
    [
      'an attestation object that is no base64url',
      (each) => {
        each.response.attestationObject = '!'
      },
      'base64url',
    ],
  ])('is refused with %s', async (_, change, reason) => {
    expect(await changed(change)).toBe(reason)
  })
})

describe('a sign-in', () => {
  let passkey: SoftPasskey
  beforeAll(async () => {
    passkey = await createPasskey(-7)
  })
  const signIn = async (
    change: Partial<Ceremony> = {},
    {
      row = {},
      more = {},
      alter = () => {},
    }: {
      row?: Partial<ReturnType<typeof stored>>
      more?: Partial<typeof expected>
      alter?: (response: AuthenticationJson) => void
    } = {},
  ) => {
    const { registered } = await verifyRegistration(await register(passkey, place), expected)
    const response = await authenticate(passkey, { ...place, ...change })
    alter(response)
    const { used } = await verifyAuthentication(
      response,
      { ...stored(passkey, registered), ...row },
      { ...expected, ...more },
    )
    return used
  }
  const refusal = (...input: Parameters<typeof signIn>) => refusalOf(() => signIn(...input))

  it('is refused with the client data of a registration', async () => {
    expect(await refusal({ clientData: { type: 'webauthn.create' } })).toBe('type')
  })

  it('without verification of the user says so', async () => {
    const more = { requiresVerification: false }
    expect(await signIn({ flags: flag.up }, { more })).toMatchObject({ userVerified: false })
    expect(await signIn({}, { more })).toMatchObject({ userVerified: true })
  })

  it('requires the user handle of the account that owns the passkey', async () => {
    const other = { row: { userHandle: base64url.encode('other') } }
    expect(await refusal({}, other)).toBe('user_handle')
    expect(await refusal({}, { ...other, more: { isDiscovered: false } })).toBe('user_handle')
  })

  it('may omit the user handle only if the account is known', async () => {
    const alter = (response: AuthenticationJson) => void delete response.response.userHandle
    expect(await refusal({}, { alter })).toBe('user_handle')
    expect(await refusal({}, { alter, more: { isDiscovered: false } })).toBeUndefined()
  })

  it.each<[string, (response: AuthenticationJson) => void, RefusalReason]>([
    [
      'another type of credential',
      (each) => {
        each.type = 'password'
      },
      'credential_type',
    ],
    [
      'a rawId that differs',
      (each) => {
        each.rawId = 'AAAA'
      },
      'credential_id',
    ],
    [
      'another passkey',
      (each) => {
        each.id = 'AAAA'
        each.rawId = 'AAAA'
      },
      'credential_id',
    ],
    [
      'padding',
      (each) => {
        each.response.authenticatorData += '='
      },
      'base64url',
    ],
    [
      'an empty signature',
      (each) => {
        each.response.signature = ''
      },
      'base64url',
    ],
    [
      'unused bits in the last character',
      (each) => {
        each.response.authenticatorData = each.response.authenticatorData.replace(/.$/, 'B')
      },
      'base64url',
    ],
  ])('is refused with %s', async (_, alter, reason) => {
    expect(await refusal({}, { alter })).toBe(reason)
  })

  it('is refused with the data of a new passkey', async () => {
    const attested = join(new Uint8Array(16), [0, 1, 7], map())
    const changeData = (data: Uint8Array) => join(data, attested)
    const flags = both | flag.at
    expect(await refusal({ flags, changeData })).toBe('attested_credential')
  })

  it('is refused if the passkey has another eligibility for backups than before', async () => {
    expect(await refusal({ flags: both | flag.be })).toBe('backup_eligibility')
    expect(await refusal({}, { row: { backupEligible: true } })).toBe('backup_eligibility')
  })

  it('reports the state of the backup', async () => {
    const row = { backupEligible: true }
    const flags = both | flag.be
    expect(await signIn({ flags: flags | flag.bs }, { row })).toMatchObject({ backedUp: true })
    expect(await signIn({ flags }, { row })).toMatchObject({ backedUp: false })
  })

  describe('with a signature counter', () => {
    it.each([
      [0, 0],
      [0, 1],
      [7, 8],
      [7, 4_294_967_295],
    ])('passes after %i with %i', async (before, counter) => {
      expect(await signIn({ counter }, { row: { counter: before } })).toMatchObject({ counter })
    })

    it.each([
      [7, 7],
      [7, 6],
      [7, 0],
    ])('is refused after %i with %i', async (before, counter) => {
      expect(await refusal({ counter }, { row: { counter: before } })).toBe('counter')
    })

    it.each([
      [7, 7],
      [7, 6],
      [7, 0],
    ])('passes after %i with %i if the passkey can be synced', async (before, counter) => {
      const row = { counter: before, backupEligible: true }
      const flags = both | flag.be
      expect(await signIn({ flags, counter }, { row })).toMatchObject({ counter })
    })

    it('is refused for the signature before the counter is read', async () => {
      const changeResult = (signature: Uint8Array) => signature.slice(0, 8)
      expect(await refusal({ changeResult }, { row: { counter: 7 } })).toBe('signature_encoding')
    })
  })
})

function withoutCredential(data: Uint8Array) {
  const header = data.slice(0, 37)
  header[32] = (header[32] ?? 0) & ~flag.at
  return header
}

function withIdSize(data: Uint8Array, size: number) {
  return join(data.subarray(0, 53), [size >> 8, size & 255], data.subarray(55))
}

function withoutStatement(object: Uint8Array) {
  // A map of two: "fmt" with "none" and "authData".
  const statement = text('attStmt')
  const start = 1 + text('fmt').length + text('none').length
  return join(head(5, 2), object.subarray(1, start), object.subarray(start + statement.length + 1))
}
