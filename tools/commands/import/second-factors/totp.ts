import { parseTime, readTime } from '../sources/times.ts'
import { parseBoolean, parseObjects, type Row, type Unreadable } from '../sources/values.ts'
import { type Fault, readBase32, readBetterAuth } from './secrets.ts'

/** A confirmed TOTP factor at the source, for codes of six digits and 30 seconds. */
export interface TotpFacts {
  secret: Buffer
  label?: unknown
  /** UNIX ms. */
  createdAt?: number | Unreadable | undefined
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
