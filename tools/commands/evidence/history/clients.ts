import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, address } from '../load/http.ts'
import { passwordOf, people, sessionOf } from '../load/people.ts'
import type { Action, Operation } from './operation.ts'
import { guess } from './passwords.ts'

/** An account of the history as its clients know it. */
interface Person {
  email: string
  password: string
  /** Tokens of sessions, latest last. */
  tokens: string[]
}

interface Plan {
  clients: number
  operations: number
  /** Milliseconds in which the clients send requests before they pause, shorter than the window of attempts. */
  active: number
  /** Milliseconds of a pause, longer than that window. */
  pause: number
}

/** How often a client chooses each kind of request. */
const weights = {
  check: 40,
  'sign-in': 22,
  'wrong sign-in': 4,
  'sign-out': 8,
  'end-session': 4,
  'end-others': 3,
  'change-password': 5,
  'wrong change': 1,
  register: 6,
  rename: 6,
}
type Choice = keyof typeof weights

/** Sends random requests from several clients at the same time, and records each. */
export async function recordHistory(
  origin: string,
  emails: string[],
  password: string,
  { clients, operations, active, pause }: Plan,
): Promise<Operation[]> {
  const everyone: Person[] = emails.map((email) => ({ email, password, tokens: [] }))
  const history: Operation[] = []
  let made = 0
  let window = 0
  while (made < operations) {
    if (window > 0) await wait(pause)
    const deadline = performance.now() + active
    await Promise.all(Array.from({ length: clients }, () => client(deadline)))
    window++
  }
  return history

  async function client(deadline: number): Promise<void> {
    while (made < operations && performance.now() < deadline) {
      made++
      await act(choose(), pick(everyone))
    }
  }

  async function act(choice: Choice, person: Person): Promise<void> {
    const token = pick(person.tokens.slice(-6))
    if (choice === 'register') return register()
    if (choice === 'sign-in' || choice === 'wrong sign-in' || token === undefined) {
      return signIn(person, choice === 'wrong sign-in' ? `${guess} ${made}` : person.password)
    }
    const session = sessionOf(token)
    if (choice === 'check') {
      const { outcome } = await record(person.email, { kind: 'check', session }, () =>
        people.check(origin, token),
      )
      if (outcome === 'refused' && Math.random() < 0.7) drop(person, token)
    } else if (choice === 'sign-out') {
      await record(person.email, { kind: 'sign-out', session }, () => people.signOut(origin, token))
    } else if (choice === 'end-session') {
      const target = sessionOf(pick(person.tokens.slice(-6)) ?? token)
      await record(person.email, { kind: 'end-session', session, target }, () =>
        people.endSession(origin, token, target),
      )
    } else if (choice === 'end-others') {
      await record(person.email, { kind: 'end-others', session }, () =>
        people.endOthers(origin, token),
      )
    } else if (choice === 'rename') {
      await record(person.email, { kind: 'take-name', name: competingName() }, (name) =>
        people.rename(origin, token, name),
      )
    } else await changePassword(person, token, choice === 'wrong change')
  }

  async function signIn(person: Person, typed: string): Promise<void> {
    const action: Action = { kind: 'sign-in', password: typed, window }
    const { outcome, body } = await record(person.email, action, () =>
      people.signIn(origin, person.email, typed, address(made)),
    )
    if (outcome !== 'ok') return
    person.tokens.push(body.token)
    Object.assign(action, { opened: sessionOf(body.token) })
  }

  async function changePassword(person: Person, token: string, isWrong: boolean): Promise<void> {
    const from = isWrong ? `${guess} ${made}` : person.password
    const to = passwordOf(`${made} of ${person.email}`)
    const action: Action = {
      kind: 'change-password',
      session: sessionOf(token),
      from,
      to,
      window,
    }
    const { outcome, body } = await record(person.email, action, () =>
      people.changePassword(origin, token, from, to),
    )
    if (outcome === 'ok') person.password = to
    if (body?.code === 'current_password_incorrect') Object.assign(action, { isWrong: true })
  }

  /** Several clients want each name, in different spellings. */
  function competingName(): string {
    const name = `name-${Math.floor(made / 25)}`
    return Math.random() < 0.5 ? name : name.toUpperCase()
  }

  async function register(): Promise<void> {
    const name = competingName()
    await record(`registration ${made}`, { kind: 'take-name', name }, () =>
      people.register(origin, name, passwordOf(made)),
    )
  }

  async function record(
    account: string,
    action: Action,
    request: (name: string) => Promise<Answer>,
  ): Promise<Answer & { outcome: Operation['outcome'] }> {
    const start = performance.now()
    const answer = await request(action.kind === 'take-name' ? action.name : '')
    const outcome = outcomeOf(answer)
    // The same object: what the response says about the action is added to it.
    history.push(Object.assign(action, { start, end: performance.now(), account, outcome }))
    return { ...answer, outcome }
  }
}

function outcomeOf({ status, body }: Answer): Operation['outcome'] {
  if (status >= 200 && status < 300) return 'ok'
  if (status === 429) return 'limited'
  if (status === 0 || status >= 500) return 'unknown'
  if (status === 400) throw new Error(`The service did not accept a request: ${body?.detail}`)
  return 'refused'
}

function drop(person: Person, token: string): void {
  person.tokens = person.tokens.filter((each) => each !== token)
}

function pick<T>(items: readonly T[]): T {
  return items[Math.floor(Math.random() * items.length)] as T
}

function choose(): Choice {
  const all = Object.entries(weights) as [Choice, number][]
  let left = Math.random() * all.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [choice, weight] of all) {
    left -= weight
    if (left < 0) return choice
  }
  return 'check'
}
