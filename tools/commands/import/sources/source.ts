import type { PasskeyFacts } from '../second-factors/passkeys.ts'
import type { Fault } from '../second-factors/secrets.ts'
import type { TotpFacts } from '../second-factors/totp.ts'
import { foldName, foldRow, type Row, type Unreadable } from './values.ts'

/** The hash parameters of a Firebase project, as its console shows them. */
export interface FirebaseParameters {
  signerKey: string
  saltSeparator: string
  rounds: string
  memCost: string
}

/** What a source needs in addition to the row. */
export interface SourceOptions {
  firebase?: FirebaseParameters | undefined
  /** Better-auth's own secret, which encrypts the secrets of second factors. */
  betterAuthSecret?: string | undefined
}

/**
 * An account as a source describes it. A fact that the source does not have is undefined. Text is not validated yet, so it
 * is `unknown`.
 */
export interface SourceFacts {
  id?: string | number | undefined
  /** True if `id` is the id of an account of Latchkey, which the account keeps. */
  keepsId?: boolean
  username?: unknown
  email?: unknown
  /** True if the account has other email addresses, too: an account here has one. */
  hasMoreEmails?: boolean
  /** Whether the email address is verified, or since when in UNIX ms. */
  verified?: boolean | number | Unreadable | undefined
  /** The whole name, unless `firstName` or `lastName` is set. */
  name?: unknown
  firstName?: unknown
  lastName?: unknown
  picture?: unknown
  admin?: boolean
  /** Whether the account is disabled, or until when in UNIX ms. */
  disabled?: boolean | number | Unreadable | undefined
  /** UNIX ms. */
  createdAt?: number | Unreadable | undefined
  /** The language of emails and pages (BCP 47). */
  locale?: unknown
  /** The id of the account that invited this one. */
  invitedBy?: unknown
  /** The password hash. */
  hash?: unknown
  /** The authenticator app, or why it cannot be imported. */
  totp?: TotpFacts | Fault | undefined
  /** The hashes of unused recovery codes, whose key is the secret of the authenticator app. */
  recoveryCodes?: string[]
  passkeys?: PasskeyFacts[]
  /** True if the account has a passkey that lacks facts which this Worker verifies. */
  hasOtherPasskeys?: boolean
  /** True if the owner must choose a new password after the next sign-in. */
  passwordChangeRequired?: boolean
  /** True if a program signs in with the account, not a person. */
  isServiceAccount?: boolean
  /** True if the account is deleted at the source. */
  deleted?: boolean
}

/** Reads the rows of one kind of service. Column names match in any spelling that `foldName` folds. */
export interface Source {
  /** Every column that is read. */
  columns: string[]
  identifierColumns: string[]
  hashColumns: string[]
  /** The folded columns of a CSV without a header line, in order; undefined for a column that is not read. */
  headerless?: (string | undefined)[]
  /** Returns whether a member of a document may be the list of accounts. */
  mayBeAccounts(member: string): boolean
  facts(row: Row, options: SourceOptions): SourceFacts
  reads(column: string): boolean
  isIdentifier(column: string): boolean
}

interface Definition {
  /** Columns with a username or an email address; a row has one of them. */
  identifiers: string[]
  /** Columns with the password hash. */
  hash: string[]
  /** The other columns that are read. */
  others: string[]
  /** Members of an account that are lists of objects. */
  lists?: string[]
  /** The only member of a document that is the list of accounts; by default, any list of objects may be. */
  accounts?: string
  headerless?: (string | undefined)[]
  /** Reads a row whose column names are folded. */
  facts: (row: Row, options: SourceOptions) => SourceFacts
}

/** Defines a source. */
export function defineSource(definition: Definition): Source {
  const { identifiers, hash, others, lists = [], accounts, headerless, facts } = definition
  const columns = [...identifiers, ...hash, ...others]
  const foldAll = (names: string[]) => new Set(names.map(foldName))
  const [identifierSet, columnSet, listSet] = [
    foldAll(identifiers),
    foldAll(columns),
    foldAll(lists),
  ]
  const reads = (column: string) => columnSet.has(foldName(column))
  return {
    columns,
    identifierColumns: identifiers,
    hashColumns: hash,
    facts: (row, options) => facts(foldRow(row), options),
    reads,
    isIdentifier: (column) => identifierSet.has(foldName(column)),
    mayBeAccounts: (member) =>
      accounts === undefined
        ? !reads(member) && !listSet.has(foldName(member))
        : foldName(member) === foldName(accounts),
    ...(headerless && { headerless }),
  }
}

const accountMembers = new Set(
  [
    ...['email', 'username', 'localId', 'user_id', 'password', 'passwordHash'],
    ...['hashed_password', 'encrypted_password'],
  ].map(foldName),
)

/** Returns whether only an account has a member of this name, in any service. */
export function isAccountMember(name: string): boolean {
  return accountMembers.has(foldName(name))
}
