import { passwordOf, people, sessionOf } from '../load/people.ts'

/**
 * A client that writes until the service dies, and afterwards knows what must be stored. A request without a response may
 * have taken effect or not, as a whole.
 */
export interface Writer {
  /** Sends one request. */
  write(origin: string): Promise<void>
  /** Compares what is stored with the responses, and finds out what the last request did. Returns what is wrong. */
  verify(origin: string): Promise<string[]>
  /** The audit events that each account must have, by its id. */
  events(): Map<string, Record<string, number>>
  /** Responses of 2xx so far. */
  acknowledged(): number
}

/** Registers one account after another. */
export function registrations(prefix: string): Writer {
  const events = new Map<string, Record<string, number>>()
  let open: string[] = []
  let pending: string | undefined
  let count = 0
  return {
    async write(origin) {
      const name = `${prefix}-${count++}`
      pending = name
      const { status, body } = await people.register(origin, name, passwordOf(name))
      if (status === 0) return
      pending = undefined
      if (status !== 200) throw new Error(`A registration failed with ${status}.`)
      open.push(name)
      events.set(body.user.id, { user_created: 1 })
    },
    async verify(origin) {
      const faults: string[] = []
      for (const name of open) {
        const { status } = await people.signIn(origin, name, passwordOf(name))
        if (status !== 200) faults.push(`the account ${name} is lost (${status})`)
      }
      open = []
      if (pending !== undefined) {
        const { status, body } = await people.signIn(origin, pending, passwordOf(pending))
        if (status === 200) events.set(body.user.id, { user_created: 1 })
        else {
          // If nothing is stored, the name is free.
          const again = await people.register(origin, pending, passwordOf(pending))
          if (again.status !== 200) faults.push(`the account ${pending} exists in part`)
          else events.set(again.body.user.id, { user_created: 1 })
        }
        pending = undefined
      }
      return faults
    },
    events: () => events,
    acknowledged: () => events.size,
  }
}

/** Signs in and out. */
export function signIns(email: string, password: string): Writer {
  const counts = { authn_login_success: 0, authn_token_revoked: 0 }
  const live: string[] = []
  const ended: string[] = []
  let leaving: string | undefined
  let account = ''
  let count = 0
  const open = async (origin: string) => {
    const { status, body } = await people.signIn(origin, email, password)
    if (status === 0) return
    if (status !== 200) throw new Error(`A sign-in failed with ${status}.`)
    counts.authn_login_success++
    count++
    account = body.user.id
    live.push(body.token)
  }
  return {
    async write(origin) {
      if (live.length < 3) return open(origin)
      leaving = live.shift() ?? ''
      const { status } = await people.signOut(origin, leaving)
      if (status === 0) return
      counts.authn_token_revoked++
      count++
      ended.push(leaving)
      leaving = undefined
    },
    async verify(origin) {
      const faults: string[] = []
      for (const token of live) {
        const { status } = await people.check(origin, token)
        if (status !== 200) faults.push(`the session ${sessionOf(token)} is lost`)
      }
      for (const token of ended.splice(0)) {
        const { status } = await people.check(origin, token)
        if (status !== 401) faults.push(`the session ${sessionOf(token)} is back`)
      }
      if (leaving !== undefined) {
        const { status } = await people.check(origin, leaving)
        if (status === 401) counts.authn_token_revoked++
        else live.push(leaving)
        leaving = undefined
      }
      return faults
    },
    events: () => new Map([[account, counts]]),
    acknowledged: () => count,
  }
}

/** Changes a password again and again. */
export function passwordChanges(email: string, first: string): Writer {
  let present = first
  let pending: string | undefined
  let token: string | undefined
  let account = ''
  let changes = 0
  let count = 0
  return {
    async write(origin) {
      if (token === undefined) {
        const { status, body } = await people.signIn(origin, email, present)
        if (status === 0) return
        token = body.token
        account = body.user.id
        return
      }
      const next = passwordOf(`${count} of ${email}`)
      pending = next
      count++
      const { status, body } = await people.changePassword(origin, token, present, next)
      if (status === 0) return
      pending = undefined
      if (status !== 200) throw new Error(`A change failed with ${status}: ${body?.code}`)
      present = next
      changes++
    },
    async verify(origin) {
      token = undefined
      if (pending !== undefined) {
        const { status } = await people.signIn(origin, email, pending)
        if (status === 200) {
          present = pending
          changes++
        }
        pending = undefined
      }
      const { status } = await people.signIn(origin, email, present)
      return status === 200 ? [] : [`the password of ${email} is lost (${status})`]
    },
    events: () => new Map([[account, { authn_password_change: changes }]]),
    acknowledged: () => count,
  }
}
