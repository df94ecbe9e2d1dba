import { pbkdf2Sync, scryptSync } from 'node:crypto'
import { argon2id } from '../../../worker/passwords/hashing/argon2id.ts'

/** Hash a password in the formats of other services, at low cost. */
export const hashers: Record<string, (password: string) => Promise<string>> = {
  async scrypt(password) {
    const key = scryptSync(password, salt, 32, { N: 16, r: 8, p: 1 })
    return `$scrypt$ln=4,r=8,p=1$${unpadded(salt)}$${unpadded(key)}`
  },

  async 'better-auth'(password) {
    const hex = salt.toString('hex')
    const cost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 }
    return `${hex}:${scryptSync(password.normalize('NFKC'), hex, 64, cost).toString('hex')}`
  },

  async 'PBKDF2 in PHC form'(password) {
    const key = pbkdf2Sync(password, salt, 1000, 32, 'sha256')
    return `$pbkdf2-sha256$i=1000,l=32$${unpadded(salt)}$${unpadded(key)}`
  },

  async 'PBKDF2 as Passlib writes it'(password) {
    const key = pbkdf2Sync(password, salt, 1000, 64, 'sha512')
    const [salted, digest] = [salt, key].map((part) => unpadded(part).replaceAll('+', '.'))
    return `$pbkdf2-sha512$1000$${salted}$${digest}`
  },

  async argon2id(password) {
    const cost = { memorySize: 64, passes: 1, parallelism: 1 }
    const key = await argon2id(new TextEncoder().encode(password), salt, 32, cost)
    return `$argon2id$v=19$m=64,t=1,p=1$${unpadded(salt)}$${unpadded(key)}`
  },

  async firebase(password) {
    const separator = Buffer.from([7])
    const derived = scryptSync(password, Buffer.concat([salt, separator]), 32, { N: 16, r: 8 })
    const key = await crypto.subtle.importKey('raw', derived, 'AES-CTR', false, ['encrypt'])
    const how = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
    const digest = Buffer.from(await crypto.subtle.encrypt(how, key, signer))
    const [ss, sk, s, h] = [separator, signer, salt, digest].map((part) => part.toString('base64'))
    return `$fbscrypt$v=1,n=4,r=8,p=1,ss=${ss},sk=${sk}$${s}$${h}`
  },
}

/** Its base64 has both a plus and a slash. */
const salt = Buffer.from('fbefbe00112233445566778899ffffff', 'hex')
const signer = Buffer.from('firebase signer key '.repeat(4).slice(0, 64))

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
