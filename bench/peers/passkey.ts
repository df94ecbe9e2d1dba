import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A passkey (ES256) that an account has on a phone. */
export interface Passkey {
  accountId: string
  id: Buffer
  /** The COSE_Key. */
  publicKey: Buffer
  privateKey: KeyObject
}

/** The page that uses a passkey. */
export interface Site {
  origin: string
  rpId: string
}

/** A passkey for each account. They share a key pair, which changes nothing that is measured. */
export function createPasskeys(accountIds: string[]): Passkey[] {
  const { privateKey, publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const [left, right] = [x, y].map((each) => Buffer.from(each, 'base64url').toString('hex'))
  const publicKey = Buffer.from(`a5010203262001215820${left}225820${right}`, 'hex')
  return accountIds.map((accountId) => ({
    accountId,
    id: randomBytes(32),
    publicKey,
    privateKey,
  }))
}

/** User present, user verified, can be synced, is synced. */
const flags = 0x1d

/** The response to `navigator.credentials.get()`, as its `toJSON()` returns it. */
export function usePasskey(
  { accountId, id, privateKey }: Passkey,
  { origin, rpId }: Site,
  challenge: string,
): object {
  const clientData = { type: 'webauthn.get', challenge, origin, crossOrigin: false }
  const clientDataJSON = Buffer.from(JSON.stringify(clientData))
  const data = Buffer.from([...hash(rpId), flags, 0, 0, 0, 0])
  return {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientDataJSON.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, hash(clientDataJSON)]), privateKey).toString(
        'base64url',
      ),
      userHandle: Buffer.from(accountId).toString('base64url'),
    },
  }
}

function hash(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
