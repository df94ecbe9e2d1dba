import { readClerkTotp } from '../second-factors/totp.ts'
import { defineSource } from './source.ts'
import { readTime } from './times.ts'
import {
  isEmpty,
  parseBoolean,
  parseId,
  parseList,
  parseObject,
  parseObjects,
  parseWords,
  type Row,
} from './values.ts'

/**
 * A line of the CSV of Clerk's dashboard, which alone has passwords and TOTP secrets
 * (https://clerk.com/docs/guides/development/migrating/export-from-clerk), a user of its Backend API, or of `clerk migrate export`.
 * https://github.com/workos/migrate-clerk-users reads the same columns of the CSV. A row may have the members of
 * several of them.
 */
export const clerk = defineSource({
  identifiers: ['primary_email_address', 'email', 'email_addresses', 'username'],
  hash: ['password_digest'],
  others: [
    ...['id', 'userId', 'first_name', 'last_name', 'image_url', 'banned', 'created_at'],
    ...['primary_email_address_id', 'verified_email_addresses', 'unverified_email_addresses'],
    ...['public_metadata', 'private_metadata', 'totp_secret', 'totp_enabled', 'two_factor_enabled'],
  ],
  lists: [
    ...['email_addresses', 'phone_numbers', 'web3_wallets', 'passkeys', 'external_accounts'],
    ...['saml_accounts', 'enterprise_accounts', 'organization_memberships'],
  ],
  facts(row) {
    const { addresses, isVerified } = addressesOf(row)
    return {
      id: parseId(row.id ?? row.userid),
      username: row.username,
      email: addresses[0],
      hasMoreEmails: addresses.length > 1,
      verified: isVerified,
      firstName: row.firstname,
      lastName: row.lastname,
      picture: row.imageurl,
      // Users can write unsafe_metadata, so it never grants a role.
      admin: [row.publicmetadata, row.privatemetadata].some(
        (metadata) => parseObject(metadata).role === 'admin',
      ),
      disabled: parseBoolean(row.banned),
      createdAt: readTime(row.createdat),
      hash: row.passworddigest,
      totp: readClerkTotp(row),
    }
  },
})

/**
 * The email addresses of a user, the primary one first, and whether it is verified. An address whose verification is not stated is
 * unverified. The CSV separates several addresses by `|`.
 */
function addressesOf(row: Row): { addresses: string[]; isVerified: boolean } {
  const objects = parseObjects(row.emailaddresses)
  const { primaryemailaddressid: primaryId } = row
  const addressOf = ({ emailaddress }: Row) => textsOf(emailaddress)
  const verified = [
    ...textsOf(row.verifiedemailaddresses),
    ...objects
      .filter((each) => parseObject(each.verification).status === 'verified')
      .flatMap(addressOf),
  ]
  const unverified = textsOf(row.unverifiedemailaddresses)
  const primary = [
    ...textsOf(row.primaryemailaddress ?? row.email),
    ...objects.filter(({ id }) => !isEmpty(id) && id === primaryId).flatMap(addressOf),
  ]
  const others = [...textsOf(row.emailaddresses), ...objects.flatMap(addressOf), ...unverified]
  const addresses = [...new Set([...primary, ...verified, ...others])]
  const [first = ''] = addresses
  // `clerk migrate export` lists only the addresses that are not verified, and the others without a state.
  const isStated = row.userid === undefined
  const isVerified = isStated ? verified.includes(first) : !unverified.includes(first)
  return { addresses, isVerified }
}

/** Texts of a list, or of a cell that separates them. */
function textsOf(value: unknown): string[] {
  const list = parseList(value) ?? parseWords(value, /[,|]/)
  return list.filter((each) => typeof each === 'string')
}
