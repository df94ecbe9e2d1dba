/**
 * What the service promises about accounts, sessions, tokens and roles, without its implementation. Accounts, sessions,
 * links and invitations have names that the test chooses; a name that is missing has ended.
 */
export interface Model {
  setUp: boolean
  accounts: Map<string, Account>
  /** Accounts by session, and by invitation. */
  sessions: Map<string, string>
  tokens: Map<string, string>
}

interface Account {
  address: string
  password: string
  /** Counts passwords: setting the same one again is a change, too. */
  version: number
  role: 'admin' | 'user'
  disabled: boolean
  /** The email address is verified. */
  verified: boolean
  /** The only open reset link. */
  link: string | undefined
  /** The only open code, and the session that requested it. */
  code: { name: string; session: string } | undefined
}

export function emptyModel(): Model {
  return { setUp: false, accounts: new Map(), sessions: new Map(), tokens: new Map() }
}

/**
 * The steps of an action: it yields where another action may run in between, and returns the outcome, a status and a
 * problem code. The caller is authenticated in one step, and the effect happens in a later one, in which all conditions
 * must still hold.
 */
export type Course = (model: Model) => Generator<undefined, string>

const notSignedIn = '401 unauthenticated'

export function setup(address: string, password: string, account: string, session: string): Course {
  return function* (model) {
    if (model.setUp) return '403 already_set_up'
    yield
    if (model.setUp) return '403 already_set_up'
    if (named(model, address)) return '409 email_taken'
    model.setUp = true
    create(model, account, { address, password, role: 'admin' })
    model.sessions.set(session, account)
    return '201'
  }
}

export function register(
  address: string,
  password: string,
  account: string,
  session: string,
): Course {
  return function* (model) {
    yield
    if (named(model, address)) return '409 email_taken'
    create(model, account, { address, password, role: 'user' })
    model.sessions.set(session, account)
    return '200'
  }
}

export function signIn(address: string, password: string, session: string): Course {
  return function* (model) {
    const found = named(model, address)
    if (!found || found.disabled || found.password !== password) return '401 invalid_credentials'
    const { version } = found
    yield
    const now = named(model, address)
    if (!now || now.id !== found.id || now.disabled || now.version !== version) {
      return '401 invalid_credentials'
    }
    model.sessions.set(session, now.id)
    return '200'
  }
}

export function me(session: string): Course {
  return function* (model) {
    yield
    return caller(model, session) ? '200' : notSignedIn
  }
}

export function logout(session: string): Course {
  return function* (model) {
    yield
    model.sessions.delete(session)
    return '200'
  }
}

export function changePassword(session: string, current: string, password: string): Course {
  return function* (model) {
    const own = caller(model, session)
    if (!own) return notSignedIn
    const { id, version } = own
    if (own.password !== current) {
      yield
      return '401 current_password_incorrect'
    }
    yield
    const now = model.accounts.get(id)
    if (now?.version === version && model.sessions.has(session)) {
      setPassword(model, id, password, session)
      return '200'
    }
    // The reason of the failure is read afterwards.
    yield
    const left = model.accounts.get(id)
    if (!left) return '404 account_not_found'
    return left.version === version ? notSignedIn : '401 current_password_incorrect'
  }
}

export function requestReset(address: string, link: string): Course {
  return function* (model) {
    yield
    const found = named(model, address)
    if (found && !found.disabled) update(model, found.id, { link })
    return '200'
  }
}

export function useReset(link: string, password: string): Course {
  return function* (model) {
    if (!linked(model, link)) return '401 reset_token_invalid'
    yield
    const id = linked(model, link)
    if (!id) return '401 reset_token_invalid'
    setPassword(model, id, password)
    update(model, id, { verified: true })
    deleteWhere(model.tokens, (owner) => owner === id)
    return '200'
  }
}

export function remove(session: string, target: string): Course {
  return function* (model) {
    const refusal = refusesAdmin(model, session)
    if (refusal) return refusal
    if (caller(model, session)?.id === target) return '400 cannot_delete_self'
    yield
    const found = model.accounts.get(target)
    if (!found) return '404 account_not_found'
    if (isLastAdmin(model, target)) return '409 last_admin'
    model.accounts.delete(target)
    deleteWhere(model.sessions, (owner) => owner === target)
    deleteWhere(model.tokens, (owner) => owner === target)
    return '200'
  }
}

/** Directly in the database, because no document has an operation. Not for the last administrator. */
export function disable(target: string): Course {
  return function* (model) {
    yield
    if (!isLastAdmin(model, target)) update(model, target, { disabled: true })
    return 'done'
  }
}

export function createByAdmin(
  session: string,
  { address, password, role }: Pick<Account, 'address' | 'password' | 'role'>,
  account: string,
): Course {
  return function* (model) {
    const refusal = refusesAdmin(model, session)
    if (refusal) return refusal
    yield
    if (named(model, address)) return '409 email_taken'
    create(model, account, { address, password, role })
    return '200'
  }
}

export function resetByAdmin(session: string, target: string, password: string): Course {
  return function* (model) {
    const refusal = refusesAdmin(model, session)
    if (refusal) return refusal
    if (caller(model, session)?.id === target) return '400 cannot_reset_self'
    yield
    if (!model.accounts.has(target)) return '404 account_not_found'
    yield
    if (!model.accounts.has(target)) return '404 account_not_found'
    setPassword(model, target, password)
    return '200'
  }
}

export function requestCode(session: string, code: string): Course {
  return function* (model) {
    const own = caller(model, session)
    if (!own) return notSignedIn
    if (own.verified) return '409 already_verified'
    yield
    if (!model.sessions.has(session)) return notSignedIn
    update(model, own.id, { code: { name: code, session } })
    return '200'
  }
}

export function enterCode(code: string): Course {
  return function* (model) {
    yield
    const [id, account] =
      [...model.accounts].find(([, one]) => one.code?.name === code && !one.disabled) ?? []
    if (!id || !account?.code) return '401 otp_token_invalid'
    const { session: asked } = account.code
    update(model, id, { verified: true, code: undefined })
    deleteWhere(model.sessions, (owner, session) => owner === id && session !== asked)
    return '200'
  }
}

export function createInvitation(session: string, token: string): Course {
  return function* (model) {
    const own = caller(model, session)
    if (!own) return notSignedIn
    yield
    if (!model.sessions.has(session)) return notSignedIn
    model.tokens.set(token, own.id)
    return '200'
  }
}

export function verifyToken(token: string): Course {
  return function* (model) {
    yield
    return `200 ${isLive(model, token)}`
  }
}

export function signup(
  token: string,
  address: string,
  password: string,
  account: string,
  session: string,
): Course {
  return function* (model) {
    if (!isLive(model, token)) return '403 invitation_invalid'
    yield
    if (!isLive(model, token)) return '403 invitation_invalid'
    if (named(model, address)) return '409 email_taken'
    create(model, account, { address, password, role: 'user' })
    model.sessions.set(session, account)
    return '200'
  }
}

/** The account of a valid session. */
export function caller(model: Model, session: string): (Account & { id: string }) | undefined {
  const id = model.sessions.get(session)
  const account = id === undefined ? undefined : model.accounts.get(id)
  return id !== undefined && account && !account.disabled ? { id, ...account } : undefined
}

/** The account of a valid reset link. */
export function linked(model: Model, link: string): string | undefined {
  return [...model.accounts].find(([, account]) => account.link === link && !account.disabled)?.[0]
}

export function isLive(model: Model, token: string): boolean {
  const owner = model.accounts.get(model.tokens.get(token) ?? '')
  return owner !== undefined && !owner.disabled
}

function named(model: Model, address: string): (Account & { id: string }) | undefined {
  const [found] = [...model.accounts].filter(([, account]) => account.address === address)
  return found && { id: found[0], ...found[1] }
}

function refusesAdmin(model: Model, session: string): string | undefined {
  const own = caller(model, session)
  if (!own) return notSignedIn
  return own.role === 'admin' ? undefined : '403 forbidden'
}

function isLastAdmin({ accounts }: Model, target: string): boolean {
  const active = [...accounts].filter(([, { role, disabled }]) => role === 'admin' && !disabled)
  return active.length === 1 && active[0]?.[0] === target
}

function create(
  model: Model,
  id: string,
  facts: Pick<Account, 'address' | 'password' | 'role'>,
): void {
  const fresh = { version: 0, disabled: false, verified: false, link: undefined, code: undefined }
  model.accounts.set(id, { ...facts, ...fresh })
}

function update(model: Model, id: string, changes: Partial<Account>): void {
  const account = model.accounts.get(id)
  if (account) model.accounts.set(id, { ...account, ...changes })
}

/** Ends the other sessions, or all, and voids the link and the code. */
function setPassword(model: Model, id: string, password: string, keep?: string): void {
  const version = (model.accounts.get(id)?.version ?? 0) + 1
  update(model, id, { password, version, link: undefined, code: undefined })
  deleteWhere(model.sessions, (owner, session) => owner === id && session !== keep)
}

function deleteWhere(
  map: Map<string, string>,
  goes: (value: string, key: string) => boolean,
): void {
  for (const [key, value] of map) if (goes(value, key)) map.delete(key)
}
