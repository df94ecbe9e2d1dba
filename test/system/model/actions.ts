import fc from 'fast-check'
import { codeIn, linkIn } from '../../support/accounts/mailed.ts'
import * as model from './model.ts'
import type { Reality } from './reality.ts'

export const addresses = ['ann@example.com', 'ben@example.com', 'cyd@example.com']
export const passwords = [
  'correct horse battery',
  'staple of another kind',
  'a third one to choose',
]

/** One action, and how the model predicts it. */
export interface Action {
  title: string
  course: model.Course
  /** Sends the request, and returns its outcome in the form of the model. */
  act(): Promise<string>
}

/** Names of existing things, some with their values, and names for the things that the action creates. */
interface Chosen {
  address: string
  current: string
  password: string
  role: 'admin' | 'user'
  session: string
  link: string
  target: string
  targetId: string
  token: string
  tokenText: string
  code: string
  /** The form of verify-otp. */
  codeForm: Record<string, string>
  made: Made
}

interface Made {
  account: string
  session: string
  link: string
  token: string
  code: string
}

interface Plan {
  course: model.Course
  request: [method: string, path: string, json?: unknown]
  /** Sent instead of JSON. */
  form?: Record<string, string>
  /** The session or link whose token is sent. */
  as?: string
  gives?: Partial<Made>
}

/** Each kind of action that an endpoint has. */
const actions = {
  'set up': ({ address, password, made: { account, session } }) => ({
    course: model.setup(address, password, account, session),
    request: [
      'POST',
      '/v1/auth/setup',
      { email: address, password, first_name: 'A', last_name: 'B' },
    ],
    gives: { account, session },
  }),
  register: ({ address, password, made: { account, session } }) => ({
    course: model.register(address, password, account, session),
    request: ['POST', '/api/auth/register', { username: address, password }],
    gives: { account, session },
  }),
  'sign in': ({ address, current, made: { session } }) => ({
    course: model.signIn(address, current, session),
    request: ['POST', '/api/auth/login', { email: address, password: current }],
    gives: { session },
  }),
  'ask who one is': ({ session }) => ({
    course: model.me(session),
    request: ['GET', '/api/auth/state'],
    as: session,
  }),
  'log out': ({ session }) => ({
    course: model.logout(session),
    request: ['POST', '/api/auth/logout'],
    as: session,
  }),
  'change the password': ({ session, current, password }) => ({
    course: model.changePassword(session, current, password),
    request: [
      'POST',
      '/api/auth/change-password',
      { current_password: current, new_password: password },
    ],
    as: session,
  }),
  'ask for a link': ({ address, made: { link } }) => ({
    course: model.requestReset(address, link),
    request: ['POST', '/api/auth/send-password-reset-link', { email: address }],
    gives: { link },
  }),
  'use a link': ({ link, password }) => ({
    course: model.useReset(link, password),
    request: ['POST', '/api/auth/reset-password-with-token', { password }],
    as: link,
  }),
  'delete an account': ({ session, target, targetId }) => ({
    course: model.remove(session, target),
    request: ['DELETE', `/api/auth/users/${targetId}`],
    as: session,
  }),
  'create an account': ({ session, address, password, role, made: { account } }) => ({
    course: model.createByAdmin(session, { address, password, role }, account),
    request: ['POST', '/api/auth/users', { username: address, password, role }],
    as: session,
    gives: { account },
  }),
  'set another’s password': ({ session, target, targetId, password }) => ({
    course: model.resetByAdmin(session, target, password),
    request: ['PUT', `/api/auth/users/${targetId}/reset-password`, { new_password: password }],
    as: session,
  }),
  'ask for a code': ({ session, made: { code } }) => ({
    course: model.requestCode(session, code),
    request: ['POST', '/api/auth/me/send-otp'],
    as: session,
    gives: { code },
  }),
  'enter a code': ({ code, codeForm }) => ({
    course: model.enterCode(code),
    request: ['POST', '/api/auth/verify-otp'],
    form: codeForm,
  }),
  'create a token': ({ session, made: { token } }) => ({
    course: model.createInvitation(session, token),
    request: ['POST', '/api/auth/me/create-token'],
    as: session,
    gives: { token },
  }),
  'verify a token': ({ token, tokenText }) => ({
    course: model.verifyToken(token),
    request: ['GET', `/api/auth/verify-token?token=${tokenText}`],
  }),
  'sign up': ({ token, tokenText, address, password, made: { account, session } }) => ({
    course: model.signup(token, address, password, account, session),
    request: ['POST', '/api/auth/signup', { referrer: tokenText, email: address, password }],
    gives: { account, session },
  }),
} satisfies Record<string, (chosen: Chosen) => Plan>

const disabling = 'disable an account'
type Kind = keyof typeof actions | typeof disabling
export const kinds = [...Object.keys(actions), disabling] as Kind[]

/** Random choices for an action. The numbers count back from the latest thing of a kind. */
export const picks = fc.record({
  kind: fc.constantFrom(...kinds),
  address: fc.constantFrom(...addresses),
  /** Instead of the right password. */
  current: fc.option(fc.constantFrom(...passwords), { freq: 3 }),
  password: fc.constantFrom(...passwords),
  role: fc.constantFrom('admin' as const, 'user' as const),
  session: fc.nat({ max: 3 }),
  /** Prefer the session of an administrator. */
  asAdmin: fc.boolean(),
  target: fc.nat({ max: 3 }),
  link: fc.nat({ max: 1 }),
  token: fc.nat({ max: 1 }),
  code: fc.nat({ max: 1 }),
})
export type Picks = typeof picks extends fc.Arbitrary<infer T> ? T : never

/** The action that these choices mean in the current state. */
export function actionOf(picked: Picks, now: model.Model, real: Reality): Action {
  const { kind, address, password, role } = picked
  const admins = [...real.sessions.keys()].filter((it) => model.caller(now, it)?.role === 'admin')
  const sessions = picked.asAdmin && admins.length > 0 ? admins : [...real.sessions.keys()]
  const session = back(sessions, picked.session)
  const target = back([...real.accounts.keys()], picked.target)
  const targetId = real.accounts.get(target) ?? crypto.randomUUID()
  if (kind === disabling) {
    return {
      title: `${kind}: ${target}`,
      course: model.disable(target),
      act: () => disable(real, targetId),
    }
  }

  const owner =
    kind === 'sign in'
      ? [...now.accounts.values()].find((account) => account.address === address)
      : model.caller(now, session)
  const token = back([...real.tokens.keys()], picked.token)
  const code = back([...real.codes.keys()], picked.code)
  const chosen: Chosen = {
    address,
    current: picked.current ?? owner?.password ?? password,
    password,
    role,
    session,
    target,
    targetId,
    link: back([...real.links.keys()], picked.link),
    token,
    tokenText: real.tokens.get(token) ?? 'none there is',
    code,
    codeForm: JSON.parse(real.codes.get(code) ?? '{"otp":"000000","token":"none"}'),
    made: {
      account: real.name('account'),
      session: real.name('session'),
      link: real.name('link'),
      token: real.name('token'),
      code: real.name('code'),
    },
  }
  const plan: Plan = actions[kind](chosen)
  return {
    title: `${kind}${plan.as ? ` as ${plan.as}` : ''} ${JSON.stringify(plan.request)}`,
    course: plan.course,
    act: () => send(real, plan),
  }
}

async function send(real: Reality, { request, form, as, gives = {} }: Plan): Promise<string> {
  const [method, path, json] = request
  const token = as === undefined ? undefined : (real.sessions.get(as) ?? real.links.get(as))
  const { status, body } = await real.send(method, path, {
    ...(json !== undefined && { json }),
    ...(form && { form }),
    token,
  })
  const mail = real.mailed()
  if (status >= 400) return `${status} ${body.code}`
  if (gives.account) real.accounts.set(gives.account, body.user.id)
  if (gives.session) real.sessions.set(gives.session, body.token ?? body.accessToken)
  if (gives.token) real.tokens.set(gives.token, body.token)
  if (gives.code) {
    real.codes.set(gives.code, JSON.stringify({ otp: codeIn(mail), token: body.token }))
  }
  if (gives.link && mail) {
    real.links.set(gives.link, linkIn(mail).searchParams.get('token') ?? '')
  }
  return path.includes('verify-token') ? `${status} ${body}` : `${status}`
}

/** Directly in the database, because no document has an operation. The last administrator is not disabled. */
async function disable({ turnstile }: Reality, id: string): Promise<string> {
  await turnstile.db
    .prepare(
      `update accounts set disabled_at = 1 where id = ? and (role_id = 'user' or exists (
        select 1 from accounts as other where other.role_id = 'admin'
        and other.disabled_at is null and other.id <> accounts.id))`,
    )
    .bind(id)
    .run()
  return 'done'
}

/** The n-th name from the end; an unknown name if there is none. */
function back(names: string[], many: number): string {
  return names.at(-1 - (many % Math.max(1, names.length))) ?? 'none'
}
