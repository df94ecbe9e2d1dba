import type fc from 'fast-check'
import { expect } from 'vitest'
import { countRows, write } from '../../support/database/rows.ts'
import { orphans } from '../../support/database/snapshot.ts'
import { actionOf, addresses, type Picks, passwords } from './actions.ts'
import { endings } from './endings.ts'
import type { Model } from './model.ts'
import type { Reality } from './reality.ts'

/** Counts of the current test file. */
export const tally = { steps: 0, sideBySide: 0, answers: new Map<string, number>() }

/**
 * Parallel actions; the choices determine the order of round trips. The outcomes and the state afterwards must be one of
 * the possibilities of the model.
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
    const label = `${this.done}; possible: ${all.map((ending) => `[${ending.answers}]`).join()}`
    expect(possible.length, label).toBeGreaterThan(0)
    const seen = JSON.stringify(await real.observed())
    const pictures = possible.map((ending) => real.expected(ending.model))
    const fitting = pictures.findIndex((picture) => JSON.stringify(picture) === seen)
    if (fitting < 0) expect(JSON.parse(seen), label).toEqual(pictures[0])
    state.now = possible[fitting]?.model ?? state.now

    expect(await orphans()).toEqual([])
    if (state.now.setUp) {
      const active = await countRows('accounts', "role_id = 'admin' and disabled_at is null")
      expect(active, `${label}: an active administrator is left`).toBeGreaterThan(0)
    }
    // Attempt counters and mail limits are not part of the model.
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

/** How often each outcome occurred. */
export function outcomeCounts(): string {
  const counts = [...tally.answers].toSorted().map(([answer, times]) => `${answer}: ${times}`)
  return `${tally.steps} steps, ${tally.sideBySide} of them with two parallel requests; ${counts.join(', ')}`
}

/** Choices except the kind: the latest things, and the right password. */
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

/** Ann and Cyd are administrators. Ben is not, has two sessions, an invitation, a link and a code. */
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
