import { literal } from '../../lib/sql-recorder.ts'

/** An account with the rows that belong to it, as JSON in text. Times are UNIX ms. */
export interface ExportedRow {
  id: string
  username: string | null
  email: string | null
  email_verified_at: number | null
  first_name: string | null
  last_name: string | null
  picture: string | null
  locale: string | null
  role_id: string
  disabled_at: number | null
  created_at: number
  updated_at: number
  invited_by: string | null
  password_hash: string | null
  password_change_required: number
  totp: string | null
  recovery_codes: string
  passkeys: string
}

/**
 * Selects a page of the accounts that existed at a time, by age: an account comes after the one that invited it. The index
 * accounts_by_age finds the start of each page.
 * @param last the last account of the page before
 */
export function selectAccounts(
  now: number,
  last: Pick<ExportedRow, 'id' | 'created_at'> | undefined,
  pageSize: number,
): string {
  const after = last
    ? `and (created_at, id) > (${literal(last.created_at)}, ${literal(last.id)})`
    : ''
  return `select id, username, email, email_verified_at, first_name, last_name, picture, locale, role_id, disabled_at,
created_at, updated_at, referrer_id as invited_by, password_hash, password_change_required,
(select json_object('id', t.id, 'label', t.label, 'secret', t.secret, 'created_at', t.created_at)
  from totp_factors t where t.account_id = accounts.id and t.confirmed_at is not null) as totp,
(select json_group_array(code_hash) from recovery_codes c where c.account_id = accounts.id) as recovery_codes,
(select json_group_array(json_object('id', p.id, 'rp_id', p.rp_id, 'user_handle', p.user_handle,
  'public_key', p.public_key, 'algorithm', p.algorithm, 'counter', p.counter, 'transports', p.transports,
  'aaguid', p.aaguid, 'backup_eligible', p.backup_eligible, 'backed_up', p.backed_up,
  'user_verified', p.user_verified, 'label', p.label, 'created_at', p.created_at,
  'last_used_at', p.last_used_at)) from passkeys p where p.account_id = accounts.id) as passkeys
from accounts where created_at <= ${literal(now)} ${after}
order by created_at, id limit ${literal(pageSize)}`
}

/** Counts the accounts that were created after a time. */
export function selectNewAccounts(now: number): string {
  return `select count(*) as created from accounts where created_at > ${literal(now)}`
}
