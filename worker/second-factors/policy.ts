import type { Account } from '../accounts/account.ts'
import type { Settings } from '../config/settings.ts'
import type { Authentication } from './authentication.ts'

/** True if an account of this role must have a second factor. */
export function mustHaveFactor(
  { SECOND_FACTOR }: Settings,
  { roleId }: Pick<Account, 'roleId'>,
): boolean {
  return SECOND_FACTOR === 'all' || (SECOND_FACTOR === 'admins' && roleId === 'admin')
}

/** True if the session was opened with one factor and the account must have two: until it has, it can only set one up. */
export function lacksFactor(
  settings: Settings,
  account: Pick<Account, 'roleId'>,
  { level }: Pick<Authentication, 'level'>,
): boolean {
  return level === 1 && mustHaveFactor(settings, account)
}
