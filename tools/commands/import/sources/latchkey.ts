import { maxLength } from '../../../../worker/input/max-length.ts'
import { readLatchkeyPasskeys } from '../second-factors/passkeys.ts'
import { readExportedTotp } from '../second-factors/totp.ts'
import { defineSource } from './source.ts'
import { readTime } from './times.ts'
import { parseBoolean, parseId, parseList } from './values.ts'

/** A line of `npm run export`: everything that it contains is imported, and accounts keep their ids. */
export const latchkey = defineSource({
  identifiers: ['username', 'email'],
  hash: ['password_hash'],
  others: [
    ...['id', 'email_verified_at', 'first_name', 'last_name', 'picture', 'locale', 'role'],
    ...['disabled', 'created_at', 'invited_by', 'password_change_required', 'second_factor'],
    ...['totp_secret', 'totp_label', 'totp_created_at', 'recovery_code_hashes', 'passkeys'],
  ],
  lists: ['passkeys'],
  facts: (row) => ({
    id: parseId(row.id),
    keepsId: true,
    username: row.username,
    email: row.email,
    verified: readTime(row.emailverifiedat),
    firstName: row.firstname,
    lastName: row.lastname,
    picture: row.picture,
    locale: row.locale,
    admin: row.role === 'admin',
    disabled: parseBoolean(row.disabled),
    createdAt: readTime(row.createdat),
    invitedBy: row.invitedby,
    hash: row.passwordhash,
    passwordChangeRequired: parseBoolean(row.passwordchangerequired) === true,
    totp: readExportedTotp(row),
    recoveryCodes: (parseList(row.recoverycodehashes) ?? []).filter(
      (each): each is string => typeof each === 'string' && each.length <= maxLength.code,
    ),
    passkeys: readLatchkeyPasskeys(row),
  }),
})
