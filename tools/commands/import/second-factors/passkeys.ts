import type { passkeys } from '../../../../schema/index.ts'
import { maxLength } from '../../../../worker/input/max-length.ts'
import { label as passkeyLabel, transports } from '../../../../worker/passkeys/body.ts'
import { parsePublicKey } from '../../../../worker/passkeys/encoding/cose.ts'
import { userHandleOf } from '../../../../worker/passkeys/proof.ts'
import { readTime } from '../sources/times.ts'
import {
  parseBoolean,
  parseList,
  parseObjects,
  type Row,
  type Unreadable,
} from '../sources/values.ts'

/** What a source knows about a passkey. Nothing is validated yet. */
export interface PasskeyFacts {
  /** The credential id, in base64url. */
  id: unknown
  /** The COSE_Key, in base64. */
  publicKey: unknown
  counter: unknown
  backupEligible: boolean
  backedUp: boolean | Unreadable | undefined
  /** Separated by commas. */
  transports: unknown
  aaguid: unknown
  label: unknown
  /** UNIX ms. */
  createdAt: number | Unreadable | undefined
  /** What only Latchkey stores. */
  stored?: { rpId: unknown; userHandle: string; userVerified: boolean; lastUsedAt: number | null }
}

/** A passkey to create, without its account. */
export type ImportedPasskey = Omit<typeof passkeys.$inferSelect, 'accountId'>

/** Reads the rows of better-auth's table `passkey` in a row of `user`. */
export function readBetterAuthPasskeys(row: Row): PasskeyFacts[] {
  return parseObjects(row.passkey ?? row.passkeys).map((each) => ({
    id: each.credentialid,
    publicKey: each.publickey,
    counter: each.counter,
    backupEligible: each.devicetype === 'multiDevice',
    backedUp: parseBoolean(each.backedup),
    transports: each.transports,
    aaguid: each.aaguid,
    label: each.name,
    createdAt: readTime(each.createdat),
  }))
}

/** Reads the passkeys in a line of `npm run export`. */
export function readLatchkeyPasskeys(row: Row): PasskeyFacts[] {
  return parseObjects(row.passkeys).map((each) => {
    const lastUsedAt = readTime(each.lastusedat)
    return {
      id: each.id,
      publicKey: each.publickey,
      counter: each.counter,
      backupEligible: parseBoolean(each.backupeligible) === true,
      backedUp: parseBoolean(each.backedup),
      transports: (parseList(each.transports) ?? []).join(','),
      aaguid: each.aaguid,
      label: each.label,
      createdAt: readTime(each.createdat),
      stored: {
        rpId: each.rpid,
        userHandle: textOf(each.userhandle),
        userVerified: parseBoolean(each.userverified) === true,
        lastUsedAt: typeof lastUsedAt === 'number' ? lastUsedAt : null,
      },
    }
  })
}

/**
 * A passkey of this relying party, or undefined if it could never sign in. Better-auth stores neither the user handle nor whether
 * the authenticator can verify its user, so the first use shows both.
 * @param account its owner
 * @param rpId undefined if the settings define no relying party
 */
export function toPasskey(
  facts: PasskeyFacts,
  account: { id: string; createdAt: number },
  rpId: string | undefined,
  now: number,
): ImportedPasskey | undefined {
  const id = textOf(facts.id)
  const publicKey = Buffer.from(textOf(facts.publicKey), 'base64')
  const algorithm = algorithmOf(publicKey)
  if (rpId === undefined || algorithm === undefined || !isCredentialId(id)) return undefined
  const { createdAt: added, stored } = facts
  if (stored && (stored.rpId !== rpId || stored.userHandle.length > maxHandle)) return undefined
  const counter = Number(facts.counter)
  const aaguid = textOf(facts.aaguid)
  const label = passkeyLabel().safeParse(textOf(facts.label))
  return {
    id,
    rpId,
    userHandle: stored?.userHandle === userHandleOf(account) ? null : (stored?.userHandle ?? ''),
    publicKey: publicKey.toString('base64url'),
    algorithm,
    counter: Number.isInteger(counter) && counter > 0 && counter <= maxCounter ? counter : 0,
    transports: transportsOf(textOf(facts.transports)),
    aaguid: /^[\da-f-]{36}$/i.test(aaguid) ? aaguid : unknownModel,
    backupEligible: facts.backupEligible,
    backedUp: facts.backedUp === true,
    userVerified: stored?.userVerified ?? false,
    label: label.success ? label.data : '',
    createdAt: typeof added === 'number' && added > 0 && added <= now ? added : account.createdAt,
    lastUsedAt: stored?.lastUsedAt ?? null,
  }
}

const unknownModel = '00000000-0000-0000-0000-000000000000'

/** 64 bytes in base64url (WebAuthn Level 3 section 4). */
const maxHandle = 86

/** The counter has 32 bits (WebAuthn Level 3 section 6.1). */
const maxCounter = 2 ** 32 - 1

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Base64url without padding, as browsers send it. */
function isCredentialId(id: string): boolean {
  const isCanonical = Buffer.from(id, 'base64url').toString('base64url') === id
  return id !== '' && id.length <= maxLength.credentialId && isCanonical
}

/** Undefined if the key cannot be read, or is for an algorithm that is not supported. */
function algorithmOf(publicKey: Buffer): number | undefined {
  if (publicKey.length > maxLength.webAuthn) return undefined
  try {
    return parsePublicKey(new Uint8Array(publicKey)).algorithm
  } catch {
    return undefined
  }
}

/** Known transports, as the Worker stores them. */
function transportsOf(list: string): string {
  const given = list.split(',').map((each) => each.trim())
  return transports.filter((each) => given.includes(each)).join(' ')
}
