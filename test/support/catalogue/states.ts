import { base64url } from 'jose'
import { claimsOf } from '../accounts/forge.ts'
import { createInvitation } from '../accounts/invitations.ts'
import { challenge, code, codeIn, resetToken } from '../accounts/mailed.ts'
import { administrator, person, signIn } from '../accounts/people.ts'
import { type Authenticator, confirm, enroll, startEnrolling } from '../accounts/second-factor.ts'
import { write } from '../database/rows.ts'
import type { SoftPasskey } from '../passkeys/authenticator.ts'
import { addPasskey, assertion, firstRegistration, registration } from '../passkeys/ceremonies.ts'
import { cookieFor, ours } from '../requests/browser.ts'
import { type Person, password, type Sent } from '../requests/client.ts'
import { Service } from '../requests/service.ts'
import { description, operationsOf, type Served } from './description.ts'
import { clientId } from './oauth.ts'
import type { Caller, Entry, Example, Part, Stage } from './operation.ts'
import { operations as always } from './operations.ts'
import { type Made, prepareOnce } from './prepared.ts'
import { added } from './products.ts'

/** A state of the database, and a request in it. */
export interface State {
  title: string
  /** Method and path template. */
  name: string
  method: string
  operation: Served
  vars?: Record<string, string>
  /** Creates the state in an empty database by requests, and returns the request. */
  create: (service: Service) => Promise<Sent>
  /** The same, unless the state was created a moment ago: its rows replace the database. */
  prepare: (service: Service) => Promise<Sent>
  /** Of the response. */
  status: number
  /** Of the response to the same request once more. */
  again: number
  /** Columns that are written after the response, and may stay behind. */
  late: string[]
  isRemembered?: true
}

const catalogue = { ...always, ...added }

/** The email address of the account in every state. */
export const address = 'alice@example.com'

/** Every operation of /openapi.json with all five products, in order. */
export const operations = operationsOf(await description(new Service()))

/** Every operation in the states in which its work differs. */
export const states = statesOf(operations)

/** The same of operations that a setting adds to /openapi.json. */
export const addedStates = statesOf(
  operationsOf(await description(new Service({ OPEN_ARCHIVER_MFA: 'on' }))).filter(
    ({ name }) => name in added,
  ),
)

/** Further states, in which only the response differs. */
export const responseStates = statesOf(operations, ({ responses = [] }) => responses)

/** The states of these operations that the catalogue lists. */
export function statesOf(
  some: Served[],
  examplesOf = ({ states = [], ...usual }: Entry): Example[] => [usual, ...states],
): State[] {
  return some.flatMap((operation) => {
    const entry = catalogue[operation.name]
    return entry ? examplesOf(entry).map((one) => stateOf(operation, one)) : []
  })
}

function stateOf(operation: Served, example: Example): State {
  const { name, method, statuses } = operation
  const usual = catalogue[name]
  const { vars, late = [] } = example
  const createAnew = async (service: Service) => (await create(service, operation, example)).sent
  const title = example.title ?? 'success'
  const status = example.status ?? Math.min(...statuses)
  const again = status < 400 ? (example.again ?? usual?.again ?? status) : status
  return {
    ...{ title, name, method, operation, status, again, late },
    ...(vars && { vars }),
    ...(example.isRemembered && { isRemembered: true }),
    create: createAnew,
    prepare: example.isInMemory
      ? createAnew
      : (service) =>
          prepareOnce(`${name}, ${title}`, service, () => create(service, operation, example)),
  }
}

async function create(service: Service, operation: Served, example: Example): Promise<Made> {
  const usual = catalogue[operation.name]
  const { json, form, query, headers, caller = 'anyone' } = { ...usual, ...example }
  const account = await person(address)
  const stage = stageOf(service, account)
  const token = await (example.token?.(stage) ?? tokenOf(stage, caller))
  await example.before?.(stage)
  const owner = example.isAboutCaller ? claimsOf(token ?? '').sub : account.id
  const parameters = query && new URLSearchParams(await partOf(query, stage))
  const sent: Sent = {
    path: [await pathOf(stage, operation, owner), ...(parameters ? [parameters] : [])].join('?'),
    ...(json && { json: await partOf(json, stage) }),
    ...(form && { form: await partOf(form, stage) }),
    ...(caller === 'browser' && { headers: await stage.byCookie() }),
    ...(headers && { headers: typeof headers === 'function' ? await headers(stage) : headers }),
    ...(token && { token }),
  }
  if (example.isVerified) {
    await write('update accounts set email_verified_at = created_at where email = ?', address)
  }
  return { sent, isBrief: stage.hasShownCode() }
}

function partOf<T>(part: Part<T>, stage: Stage): T | Promise<T> {
  // A body is an object, never a function.
  return typeof part === 'function' ? (part as (stage: Stage) => T | Promise<T>)(stage) : part
}

async function tokenOf(stage: Stage, caller: Caller): Promise<string | undefined> {
  if (caller === 'anyone' || caller === 'browser') return undefined
  if (caller === 'administrator') return (await stage.administrator()).token
  if (caller !== 'reset link') return stage.account.token
  // A reset ends invitations, too.
  await stage.invitation()
  return resetToken(stage.client, address)
}

function stageOf(client: Service, account: Person): Stage & { hasShownCode(): boolean } {
  const { token } = account
  let app: Promise<Authenticator> | undefined
  let hasShownCode = false
  const getApp = () => (app ??= startEnrolling(client, token).then(noting))
  const noting = (own: Authenticator): Authenticator => ({
    ...own,
    code(steps) {
      hasShownCode = true
      return own.code(steps)
    },
  })
  let passkey: Promise<SoftPasskey> | undefined
  let cookie: Promise<string> | undefined
  return {
    client,
    account,
    async byCookie() {
      cookie ??= cookieFor(token)
      return { ...ours, Cookie: await cookie }
    },
    app: getApp,
    hasShownCode: () => hasShownCode,
    newPasskey: async () => (await registration(client, token)).body,
    firstPasskey: async (names) => (await firstRegistration(client, names)).body,
    async passkey() {
      passkey ??= addPasskey(client, token)
      const own = await passkey
      return { id: base64url.encode(own.id), use: (change) => assertion(client, own, change) }
    },
    enroll: () => enroll(client, token),
    async protect() {
      const own = await getApp()
      const before = hasShownCode
      own.recoveryCodes = await confirm(client, token, own)
      // Confirming does not use the code up.
      hasShownCode = before
    },
    address,
    id: account.id,
    administrator,
    write,
    with: (vars) => new Service(vars),
    other: { username: 'bob', email: 'bob@example.com' },
    renamed: { username: 'alice', email: 'alice@elsewhere.example' },
    invitation: () => createInvitation(client, token),
    challenge: () => challenge(client, token),
    async code() {
      await signIn(address)
      const email = 'alice@elsewhere.example'
      const change = () => client.put('/api/auth/account/email', { email, password }, { token })
      return codeIn(await client.newMail(email, code, change))
    },
  }
}

/** The path, with ids of the owner, and of another session and an invitation of the account. */
async function pathOf(
  { client, account, app, passkey }: Stage,
  { template }: Served,
  owner: string,
) {
  const { token } = account
  if (template.includes('{totp_id}')) return template.replace('{totp_id}', (await app()).id)
  if (template.includes('{passkey_id}')) {
    return template.replace('{passkey_id}', (await passkey()).id)
  }
  if (template.includes('{client_id}')) return template.replace('{client_id}', clientId)
  if (template.includes('{session_id}')) {
    await signIn(address)
    const { body } = await client.get('/api/auth/sessions', { token })
    const other = body.items.find((one: { current: boolean }) => !one.current)
    return template.replace('{session_id}', other.id).replace(/\{\w+\}/, owner)
  }
  if (template.includes('{invitation_id}')) {
    const { body } = await client.post('/api/auth/invitations', undefined, { token })
    return template.replace('{invitation_id}', body.id)
  }
  return template.replace(/\{\w+\}/, owner)
}

/** The states in which fields have their effect, if it is not the usual one. */
const titles = [
  [/^invitation$/, 'with an invitation'],
  [/^(passkey\.|label$)/, 'with a passkey'],
] as const

/** The state of an operation in which a field of the request has its effect. */
export function stateWith(name: string, field?: string): State {
  const all = states.filter((state) => state.name === name)
  const wanted = titles.find(([pattern]) => pattern.test(field ?? ''))?.[1]
  const found = all.find(({ title }) => title === wanted)
  const [usual] = found ? [found] : all
  if (!usual) throw new Error(`${name} is not in the catalogue`)
  return usual
}
