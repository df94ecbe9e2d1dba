import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { base64url } from 'jose'
import { settingsOf } from '../../worker/capabilities.ts'
import { createCall } from '../../worker/http/context.ts'
import type { contents } from '../../worker/mail/contents.ts'
import { sendInvitation } from '../../worker/mail/messages.ts'
import { createInvitation } from '../support/accounts/invitations.ts'
import { codeIn, linkIn } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { verify } from '../support/database/rows.ts'
import { addPasskey } from '../support/passkeys/ceremonies.ts'
import { type Person, password } from '../support/requests/client.ts'
import { type SentMail, Service } from '../support/requests/service.ts'

export const alice = 'alice@example.com'
const fresh = 'another long enough one'

interface Scene {
  /** Causes the email to an account. */
  send(service: Service, owner: Person): Promise<unknown>
  /** Whether the link or the code of the email works. */
  works?(service: Service, mail: SentMail, owner: Person): Promise<boolean>
}

const enterCode: Scene['works'] = async (service, mail, { token }) => {
  const json = { code: codeIn(mail) }
  return (await service.post('/api/auth/account/email/verify', json, { token })).status === 200
}

/** How each email comes about. */
export const scenes: Record<keyof typeof contents, Scene> = {
  resetLink: {
    send: (service) => service.post('/api/auth/password-reset', { email: alice }),
    async works(service, mail) {
      const token = linkIn(mail).searchParams.get('token') ?? ''
      const json = { password: fresh }
      return (await service.put('/api/auth/password-reset', json, { token })).status < 300
    },
  },
  verificationCode: {
    send: (service, { token }) =>
      service.post('/api/auth/account/email/code', undefined, { token }),
    works: enterCode,
  },
  newAddressCode: {
    send: (service, { token }) => {
      const json = { email: 'alice@elsewhere.example', password }
      return service.put('/api/auth/account/email', json, { token })
    },
    works: enterCode,
  },
  passwordChanged: {
    async send(service, { id, token }) {
      await verify(id)
      const json = { current_password: password, new_password: fresh }
      return service.put('/api/auth/account/password', json, { token })
    },
  },
  emailChanged: {
    async send(service, { id, token }) {
      await verify(id)
      return service.put('/api/auth/local-account', { email: 'bob@example.com' }, { token })
    },
  },
  emailInUse: {
    async send(service, { id }) {
      await verify(id)
      const { token } = await person('carol')
      return service.put('/api/auth/account/email', { email: alice, password }, { token })
    },
  },
  accountDeleted: {
    async send(service, { id, token }) {
      await verify(id)
      return service.post('/api/auth/account/delete', { password }, { token })
    },
  },
  accountDisabled: {
    async send(service, { id, token }) {
      await verify(id)
      return service.delete('/api/auth/me', { token })
    },
  },
  newDevice: {
    async send(service, { id }) {
      await verify(id)
      const headers = { 'User-Agent': 'a browser that was never used' }
      return service.post('/api/auth/session', { username: alice, password }, { headers })
    },
  },
  factorAdded: {
    async send(service, { id, token }) {
      await verify(id)
      return enroll(service, token)
    },
  },
  factorRemoved: {
    async send(service, { id, token }) {
      const app = await enroll(service, token)
      await verify(id)
      return service.delete(`/api/auth/totp/${app.id}`, { token })
    },
  },
  passkeyAdded: {
    async send(service, { id, token }) {
      await verify(id)
      return addPasskey(service, token)
    },
  },
  passkeyRemoved: {
    async send(service, { id, token }) {
      const passkey = await addPasskey(service, token)
      await verify(id)
      return service.delete(`/api/auth/passkeys/${base64url.encode(passkey.id)}`, { token })
    },
  },
  recoveryCodeUsed: {
    async send(service, { id, token }) {
      const { recoveryCodes } = await enroll(service, token)
      await verify(id)
      const json = { username: alice, password: `${password} ${recoveryCodes[0]}` }
      return service.post('/api/auth/login', json)
    },
  },
  invitation: {
    async send(service, { token }) {
      const invitation = await createInvitation(service, token)
      const context = createExecutionContext()
      await service.counted(async () => {
        const settings = await settingsOf(service.env)
        const call = createCall(settings, new Request('https://sign-in.test/'), context)
        const link = `https://sign-in.test/auth/sign-up?token=${invitation}`
        sendInvitation(call, { to: 'dave@example.com', inviter: 'Ada Lovelace', link })
        await waitOnExecutionContext(context)
      })
    },
    async works(service, mail) {
      const token = linkIn(mail).searchParams.get('token') ?? ''
      return (await service.get(`/api/auth/verify-token?token=${token}`)).body === true
    },
  },
}

/** An account, and the email that a scene sends about it. */
export async function play(name: keyof typeof scenes, service = new Service()) {
  const owner = await person(alice)
  const before = service.mails.length
  await scenes[name].send(service, owner)
  const mail = service.mails[before]
  if (!mail) throw new Error(`no email: ${name}`)
  return { owner, mail, service }
}
