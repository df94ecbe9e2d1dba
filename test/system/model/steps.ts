import type fc from 'fast-check'
import { expect } from 'vitest'
import { countRows, write } from '../../support/database/rows.ts'
import { orphans } from '../../support/database/snapshot.ts'
import { actionOf, addresses, type Picks, passwords } from './actions.ts'
import { endings } from './endings.ts'
import type { Model } from './model.ts'
import type { Reality } from './reality.ts'

/** What was done in a file so far. */
export const tally = { steps: 0, sideBySide: 0, answers: new Map<string, number>() }

/**
 * Actions side by side; the choices say whose round trip comes first. What they are answered, and how things are
 * afterwards, is one of the ways in which the model says they can go.
 */
export class Step implements fc.AsyncCommand<{ now: Model }, Reality> {
  private readonly all: Picks[]
  private readonly choices: number[]
  private done = ''

  constructor(all: Picks[], choices: number[] = []) {
    this.all = all
    this.choices = choices
  }

  check(): boolean {
    return true
  }

  async run(state: { now: Model }, real: Reality): Promise<void> {
    const actions = this.all.map((one) => actionOf(one, state.now, real))
    const parties = actions.map(({ act }) => act)
    const answers = await real.turnstile.run(parties, this.choices)
    this.done = actions.map(({ title }, index) => `${title}: ${answers[index]}`).join(' | ')
    count(answers)

    const all = endings(
      state.now,
      actions.map(({ course }) => course),
    )
    const possible = all.filter((ending) => String(ending.answers) === String(answers))
    const told = `${this.done}; possible: ${all.map((ending) => `[${ending.answers}]`).join()}`
    expect(possible.length, told).toBeGreaterThan(0)
    const seen = JSON.stringify(await real.observed())
    const pictures = possible.map((ending) => real.expected(ending.model))
    const fitting = pictures.findIndex((picture) => JSON.stringify(picture) === seen)
    if (fitting < 0) expect(JSON.parse(seen), told).toEqual(pictures[0])
    state.now = possible[fitting]?.model ?? state.now

    expect(await orphans()).toEqual([])
    if (state.now.setUp) {
      const active = await countRows('accounts', "role_id = 'admin' and disabled_at is null")
      expect(active, `${told}: somebody administers`).toBeGreaterThan(0)
    }
    // How often one may try, or ask for mail, is not what this is about.
    await write('delete from throttles')
  }

  toString(): string {
    return this.done || JSON.stringify(this.all)
  }
}

function count(answers: string[]): void {
  tally.steps++
  if (answers.length > 1) tally.sideBySide++
  for (const answer of answers) tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1)
}

/** How often what was answered. */
export function told(): string {
  const counts = [...tally.answers].toSorted().map(([answer, times]) => `${answer}: ${times}`)
  return `${tally.steps} steps, ${tally.sideBySide} of them two requests side by side; ${counts.join(', ')}`
}

/** Picks of everything but the kind: the latest there is, and the right password. */
export const latest = {
  address: addresses[1] ?? '',
  current: null,
  password: passwords[0] ?? '',
  role: 'user' as const,
  session: 0,
  asAdmin: false,
  target: 0,
  link: 0,
  token: 0,
  code: 0,
}

/** Ann administers and so does Cyd; Ben does not, is signed in twice, and has a token, a link and a code. */
export function begun(): Step[] {
  const [ann = '', ben = '', cyd = ''] = addresses
  return [
    new Step([{ ...latest, kind: 'set up', address: ann }]),
    new Step([
      { ...latest, kind: 'create an account', address: cyd, role: 'admin', asAdmin: true },
    ]),
    new Step([{ ...latest, kind: 'sign in', address: cyd }]),
    new Step([{ ...latest, kind: 'register', address: ben }]),
    new Step([{ ...latest, kind: 'sign in', address: ben }]),
    new Step([{ ...latest, kind: 'create a token', address: ben }]),
    new Step([{ ...latest, kind: 'ask for a link', address: ben }]),
    new Step([{ ...latest, kind: 'ask for a code', address: ben }]),
  ]
}
