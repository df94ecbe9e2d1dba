import { readKeycloakTotp } from '../second-factors/totp.ts'
import { defineSource } from './source.ts'
import { readTime } from './times.ts'
import {
  isEmpty,
  parseBoolean,
  parseId,
  parseList,
  parseObject,
  parseObjects,
  type Row,
} from './values.ts'

/**
 * A user of a realm that `kc.sh export` wrote (UserRepresentation and CredentialRepresentation of
 * https://github.com/keycloak/keycloak). Only that export has credentials; the Admin API returns users without them.
 */
export const keycloak = defineSource({
  identifiers: ['username', 'email'],
  hash: ['credentials'],
  others: [
    ...['id', 'emailVerified', 'firstName', 'lastName', 'enabled', 'createdTimestamp'],
    ...['requiredActions', 'realmRoles', 'clientRoles', 'serviceAccountClientId'],
  ],
  lists: ['credentials', 'federatedIdentities', 'clientConsents'],
  accounts: 'users',
  facts(row) {
    const credentials = parseObjects(row.credentials)
    const password = credentials.find(({ type }) => type === 'password')
    const actions = parseList(row.requiredactions) ?? []
    const enabled = parseBoolean(row.enabled)
    return {
      id: parseId(row.id),
      username: row.username,
      email: row.email,
      verified: parseBoolean(row.emailverified),
      firstName: row.firstname,
      lastName: row.lastname,
      admin: isAdmin(row),
      disabled: typeof enabled === 'boolean' ? !enabled : enabled,
      createdAt: readTime(row.createdtimestamp),
      hash: password && hashOf(password),
      passwordChangeRequired:
        actions.includes('UPDATE_PASSWORD') || parseBoolean(password?.temporary) === true,
      totp: readKeycloakTotp(credentials),
      hasOtherPasskeys: credentials.some(({ type }) => type === 'webauthn-passwordless'),
      isServiceAccount: !isEmpty(row.serviceaccountclientid),
    }
  },
})

/** An administrator of the realm `master`, or of this realm. */
function isAdmin({ realmroles, clientroles }: Row): boolean {
  const management = parseList(parseObject(clientroles)['realm-management']) ?? []
  return (parseList(realmroles) ?? []).includes('admin') || management.includes('realm-admin')
}

/**
 * Writes a password credential in PHC format. Both of its parts are JSON in text. The providers of Keycloak name their algorithms
 * `argon2` and `pbkdf2-sha512`, `pbkdf2-sha256` or `pbkdf2`; parameters of argon2 are lists of text. An algorithm that an extension
 * adds may store a whole hash.
 */
function hashOf({ credentialdata, secretdata }: Row): unknown {
  const { algorithm, hashIterations, additionalParameters } = parseObject(credentialdata)
  const { value, salt } = parseObject(secretdata)
  if (typeof value !== 'string' || value.startsWith('$')) return value
  const parts = `${unpadded(salt)}$${unpadded(value)}`
  if (algorithm !== 'argon2') {
    const length = Buffer.from(value, 'base64').length
    return `$${algorithm}$i=${hashIterations},l=${length}$${parts}`
  }
  const parameters = parseObject(additionalParameters)
  const first = (name: string) => parseList(parameters[name])?.[0]
  const version = first('version') === '1.3' ? 19 : 16
  const cost = `m=${first('memory')},t=${hashIterations},p=${first('parallelism')}`
  return `$argon2${first('type')}$v=${version}$${cost}$${parts}`
}

function unpadded(base64: unknown): string {
  return String(base64).replace(/=+$/, '')
}
