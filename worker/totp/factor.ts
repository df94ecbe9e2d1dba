import { and, eq, isNotNull, lt, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { base64url } from 'jose'
import { accounts, passkeys, recoveryCodes, totpFactors } from '../../schema/index.ts'
import { decrypt, encrypt, type Keys, keyId } from '../config/keys.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { isCode } from '../input/typed-code.ts'
import { hashRecoveryCode, recoveryCodeFrom } from './recovery-codes.ts'
import { matchingStep } from './totp.ts'

/** The second factor of an account: its confirmed TOTP factor, and the hashes of its recovery codes. */
export interface Factor {
  id: string
  /** Encrypted. */
  secret: string
  keyId: string
  lastStep: number
  /** The number of passkeys, which can be used in its place. */
  passkeys: number
  recoveryCodes: string[]
}

/**
 * The second factor of an account in a query of `accounts`, in one column; null if the account has none. Drizzle omits the table of a
 * column in a query of one table, so the table is written out.
 */
export const factorColumn = sql<Factor | null>`(select json_object(
    'id', ${totpFactors.id}, 'secret', ${totpFactors.secret}, 'keyId', ${totpFactors.keyId},
    'lastStep', ${totpFactors.lastStep}, 'passkeys', (
      select count(*) from ${passkeys} where ${passkeys.accountId} = ${accounts}.id), 'recoveryCodes', json((
      select json_group_array(${recoveryCodes.codeHash}) from ${recoveryCodes}
      where ${recoveryCodes.accountId} = ${accounts}.id)))
  from ${totpFactors} where ${totpFactors.accountId} = ${accounts}.id
  and ${totpFactors.confirmedAt} is not null)`
  .mapWith(JSON.parse)
  .as('factor')

/** True while the account has a second factor. */
export function hasFactor(accountId: string | SQLWrapper): SQL {
  return sql`exists (select 1 from ${totpFactors} where ${totpFactors.accountId} = ${accountId}
    and ${totpFactors.confirmedAt} is not null)`
}

/** The second factor of an account: a query that returns one row. */
export function selectFactor({ db }: Pick<Call, 'db'>, accountId: string) {
  return db.select({ factor: factorColumn }).from(accounts).where(eq(accounts.id, accountId))
}

/** A code or a recovery code, as a person typed it. */
export type Answer = { code: string } | { recoveryCode: string }

/** A correct answer: authenticates at level 2 if it is still unused in the batch that uses it. */
export interface Proof {
  /** The authentication method (RFC 8176). */
  amr: 'otp'
  /** The audit detail of a session that it opens. */
  detail: 'totp' | 'recovery_code'
  /** True until the code, or a later one, has been used. */
  isUnused: SQL
  /** Uses it up, if the condition is true. */
  use(when: SQL): Statement
}

/** Checks an answer. The caller counts the attempt. */
export async function checkAnswer(
  call: Call,
  accountId: string,
  factor: Factor,
  answer: Answer,
): Promise<Proof | undefined> {
  return 'code' in answer
    ? checkCode(call, factor, answer.code)
    : checkRecoveryCode(call, accountId, factor, answer.recoveryCode)
}

async function checkCode(call: Call, factor: Factor, code: string): Promise<Proof | undefined> {
  const { id, lastStep } = factor
  const secret = await decryptSecret(call.settings.keys, factor)
  const step = secret && isCode(code) && (await matchingStep(secret, code, call.now, lastStep))
  if (!step) return undefined
  const unused = and(
    eq(totpFactors.id, id),
    isNotNull(totpFactors.confirmedAt),
    lt(totpFactors.lastStep, step),
  )
  return {
    amr: 'otp',
    detail: 'totp',
    isUnused: sql`exists (select 1 from ${totpFactors} where ${unused})`,
    use: (when) => call.db.update(totpFactors).set({ lastStep: step }).where(and(unused, when)),
  }
}

async function checkRecoveryCode(
  call: Call,
  accountId: string,
  factor: Factor,
  text: string,
): Promise<Proof | undefined> {
  const codeHash = await findRecoveryCode(call.settings.keys, factor, text)
  if (codeHash === undefined) return undefined
  const unused = and(eq(recoveryCodes.accountId, accountId), eq(recoveryCodes.codeHash, codeHash))
  return {
    amr: 'otp',
    detail: 'recovery_code',
    isUnused: sql`exists (select 1 from ${recoveryCodes} where ${unused})`,
    use: (when) => call.db.delete(recoveryCodes).where(and(unused, when)),
  }
}

/** True if the text is an unused recovery code of the account. */
export async function isRecoveryCode(keys: Keys, factor: Factor, text: string): Promise<boolean> {
  return (await findRecoveryCode(keys, factor, text)) !== undefined
}

/** The stored hash of a recovery code. */
async function findRecoveryCode(
  keys: Keys,
  factor: Factor,
  text: string,
): Promise<string | undefined> {
  const code = recoveryCodeFrom(text)
  const secret = code && (await decryptSecret(keys, factor))
  if (!secret) return undefined
  const codeHash = await hashRecoveryCode(secret, code)
  return factor.recoveryCodes.find((stored) => stored === codeHash)
}

/** The columns of a secret, encrypted with the current key for the row of this id. */
export async function encryptSecret(
  [current]: Keys,
  id: string,
  secret: Uint8Array,
): Promise<Pick<Factor, 'secret' | 'keyId'>> {
  const text = base64url.encode(secret)
  return { secret: await encrypt(current, text, `totp:${id}`), keyId: await keyId(current) }
}

/** Undefined if no key decrypts it: the root secret was changed without a rotation. */
export async function decryptSecret(
  keys: Keys,
  { id, secret }: Pick<Factor, 'id' | 'secret'>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const text = await decrypt(keys, secret, `totp:${id}`)
  return text === undefined ? undefined : new Uint8Array(base64url.decode(text))
}
