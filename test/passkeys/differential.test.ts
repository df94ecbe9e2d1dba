import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import type { RefusalReason } from '../../worker/passkeys/encoding/refusal.ts'
import { verifyAuthentication, verifyRegistration } from '../../worker/passkeys/web-authn.ts'
import {
  type Alg,
  authenticate,
  createPasskey,
  flag,
  register,
  type SoftPasskey,
} from '../support/passkeys/authenticator.ts'
import { map } from '../support/passkeys/cbor.ts'
import { type Mutation, mutations } from '../support/passkeys/mutations.ts'
import { seeded } from '../support/passkeys/random.ts'
import { expected, place, refusalOf } from '../support/passkeys/relying-party.ts'

const count = 3000

/** Every check that we make and the library does not. */
const stricter: Partial<Record<RefusalReason, string>> = {
  algorithm: 'it accepts a stored key of an algorithm that was not offered',
  backup_eligibility: 'it does not compare the eligibility for backups with that at registration',
  base64url: 'it accepts text that has a shorter or another spelling',
  cbor_truncated: 'it accepts a byte string that ends too early',
  cbor_unsupported: 'it accepts an array as extensions and as attestation statement',
  credential_id: 'it does not compare the id with the id in the attested data',
  cross_origin: 'it accepts a frame if the top origin is unknown',
  public_key: 'it does not read the public key before the first sign-in',
  signature_encoding: 'it accepts bytes after the signature',
  trailing_bytes: 'it ignores bytes after the attestation object and after a stored key',
}

describe('mutated ceremonies', () => {
  it('are judged as @simplewebauthn/server judges them, or more strictly for known reasons', async () => {
    const random = seeded(20_261_129)
    const passkeys = await Promise.all(([-8, -7, -257] as Alg[]).map((alg) => createPasskey(alg)))
    const all = Object.entries(mutations)
    const verdicts = { accepted: 0, refused: 0, stricter: new Set<RefusalReason>() }
    for (let index = 0; index < count; index++) {
      const [name, mutate] = all[index % all.length] ?? []
      const passkey = random.of(passkeys)
      const mutation = mutate?.(random, passkey) ?? {}
      const judge = random.of([judgeRegistration, judgeAuthentication])
      const { ours, theirs } = await judge(passkey, mutation)
      if (ours === undefined) {
        expect(theirs, `${index} ${name}: only we accept it`).toBe(true)
        verdicts.accepted++
      } else if (theirs) {
        expect(Object.keys(stricter), `${index} ${name}: only we refuse it`).toContain(ours)
        verdicts.stricter.add(ours)
      } else verdicts.refused++
    }
    expect([...verdicts.stricter].sort()).toEqual(Object.keys(stricter))
    expect(verdicts.accepted).toBeGreaterThan(500)
    expect(verdicts.refused).toBeGreaterThan(1000)
  })
})

async function judgeRegistration(passkey: SoftPasskey, mutation: Mutation) {
  const response = await register(passkey, { ...place, ...mutation.ceremony })
  mutation.alter?.(response)
  const requiresVerification = mutation.requiresVerification ?? true
  const ours = await refusalOf(() =>
    verifyRegistration(response, { ...expected, requiresVerification }),
  )
  const theirs = await accepts(() =>
    verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: place.challenge,
      expectedOrigin: [...expected.origins],
      expectedRPID: place.rpId,
      requireUserVerification: requiresVerification,
      supportedAlgorithmIDs: [-8, -7, -257],
    }),
  )
  return { ours, theirs }
}

async function judgeAuthentication(passkey: SoftPasskey, mutation: Mutation) {
  const response = await authenticate(passkey, { ...place, ...mutation.ceremony })
  mutation.alter?.(response)
  const requiresVerification = mutation.requiresVerification ?? true
  const isFlagged = ((mutation.ceremony?.flags ?? 0) & flag.be) !== 0
  const backupEligible = mutation.backupEligible ?? isFlagged
  const publicKey = mutation.ceremony?.publicKey ?? map(...passkey.cose)
  const counter = mutation.counter ?? 0
  const credentialId = base64url.encode(passkey.id)
  const { userHandle } = passkey
  const ours = await refusalOf(() =>
    verifyAuthentication(
      response,
      { credentialId, publicKey: base64url.encode(publicKey), userHandle, counter, backupEligible },
      { ...expected, requiresVerification },
    ),
  )
  const theirs = await accepts(() =>
    verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: place.challenge,
      expectedOrigin: [...expected.origins],
      expectedRPID: place.rpId,
      requireUserVerification: requiresVerification,
      // The library knows no passkeys that can be synced, whose counter means nothing.
      credential: { id: credentialId, publicKey, counter: backupEligible ? 0 : counter },
    }),
  )
  return { ours, theirs }
}

async function accepts(verify: () => Promise<{ verified: boolean }>): Promise<boolean> {
  try {
    return (await verify()).verified
  } catch {
    return false
  }
}
