import { parseTime, readTime } from '../sources/times.ts'
import {
  isEmpty,
  parseBoolean,
  parseObject,
  parseObjects,
  type Row,
  type Unreadable,
} from '../sources/values.ts'
import { checkLength, type Fault, readBase32, readBetterAuth } from './secrets.ts'

/** A confirmed TOTP factor at the source, for codes of six digits and 30 seconds. */
export interface TotpFacts {
  secret: Buffer
  label?: unknown
  /** UNIX ms. */
  createdAt?: number | Unreadable | undefined
}

/** Reads `totp_secret` of `npm run export` and of the plain format. */
export function readExportedTotp(row: Row): TotpFacts | Fault | undefined {
  const { totpsecret: secret, totplabel: label, totpcreatedat: createdAt } = row
  const hasFactor = parseBoolean(row.secondfactor) === true
  if (isEmpty(secret)) {
    return hasFactor ? { fault: 'the file has no TOTP secret' } : undefined
  }
  const read = readBase32(secret)
  return 'fault' in read ? read : { ...read, label, createdAt: readTime(createdAt) }
}

/** Reads the rows of better-auth's table `twoFactor` in a row of `user`. */
export function readBetterAuthTotp(
  row: Row,
  secret: string | undefined,
): TotpFacts | Fault | undefined {
  const isEnabled = parseBoolean(row.twofactorenabled)
  const factor = parseObjects(row.twofactor).find(
    ({ verified }) => parseBoolean(verified) !== false,
  )
  if (isEnabled === false || (isEnabled === undefined && !factor)) return undefined
  // A user who gets the codes by email has no row, or an unconfirmed one.
  return factor ? readBetterAuth(factor.secret, secret) : { fault: 'the file has no TOTP secret' }
}

/** Reads the rows of Supabase's table `auth.mfa_factors` in a row of `auth.users`. Of several factors, the latest is imported. */
export function readSupabaseTotp(row: Row): TotpFacts | Fault | undefined {
  const verified = parseObjects(row.factors ?? row.mfafactors).filter(
    ({ status }) => status === 'verified',
  )
  const time = ({ createdat }: Row) => Number(parseTime(createdat) ?? 0)
  const [factor] = verified
    .filter(({ factortype }) => factortype === 'totp')
    .toSorted((one, other) => time(other) - time(one))
  if (!factor) {
    return verified.length > 0
      ? { fault: 'the second factor is not an authenticator app' }
      : undefined
  }
  const read = readBase32(factor.secret)
  if ('fault' in read) return read
  return { ...read, label: factor.friendlyname, createdAt: readTime(factor.createdat) }
}

/**
 * Reads Clerk's `totp_secret`, which is only in the CSV of its dashboard. Its API states only that there is a second factor; Clerk
 * supports six digits, 30 seconds and SHA-1 (its Backend API, "Create user").
 */
export function readClerkTotp(row: Row): TotpFacts | Fault | undefined {
  if (!isEmpty(row.totpsecret)) return readBase32(row.totpsecret)
  const hasFactor = [row.totpenabled, row.twofactorenabled].map(parseBoolean).includes(true)
  return hasFactor
    ? { fault: 'the file has no TOTP secret: use the CSV of the dashboard' }
    : undefined
}

/**
 * Reads the credentials of a Keycloak user. A secret is text whose bytes are the key, unless `secretEncoding` says base32
 * (OTPCredentialModel.getDecodedSecret). Of several authenticator apps, the latest is imported.
 */
export function readKeycloakTotp(credentials: Row[]): TotpFacts | Fault | undefined {
  const [otp] = credentials
    .filter(({ type }) => type === 'otp' || type === 'totp')
    .toSorted((one, other) => Number(other.createddate ?? 0) - Number(one.createddate ?? 0))
  if (!otp) {
    const hasKey = credentials.some(({ type }) => type === 'webauthn')
    return hasKey ? { fault: 'the second factor is not an authenticator app' } : undefined
  }
  const data = parseObject(otp.credentialdata)
  const isUsual = data.digits === 6 && data.period === 30 && data.algorithm === 'HmacSHA1'
  if (data.subType !== 'totp' || !isUsual) {
    return { fault: 'the codes are not of six digits, 30 seconds and SHA-1' }
  }
  const { value } = parseObject(otp.secretdata)
  const isBase32 = String(data.secretEncoding).toUpperCase() === 'BASE32'
  const read = isBase32 ? readBase32(value) : checkLength(Buffer.from(String(value ?? '')))
  if ('fault' in read) return read
  return { ...read, label: otp.userlabel, createdAt: readTime(otp.createddate) }
}
