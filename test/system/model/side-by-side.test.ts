import { afterAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../support/database/rows.ts'
import { type Dump, dump, restore } from '../../support/database/snapshot.ts'
import { recordLogs } from '../../support/requests/logs.ts'
import { kinds, type Picks, passwords } from './actions.ts'
import { emptyModel, type Model } from './model.ts'
import { type Known, Reality } from './reality.ts'
import { begun, latest, outcomeCounts, Step } from './steps.ts'
import { rescheduled } from './turnstile.ts'

/*
 * Every pair of conflicting actions on the same account, link and token, and of two administrators on each other, with
 * their round trips in the orders that differ most.
 */
freshDatabase()
recordLogs()

/** Orders of the round trips: alternating, and one action within the other. */
const orders = [
  [0, 1, 0, 1, 0, 1, 0, 1],
  [0, 1, 1, 1, 1, 0, 0, 0],
  [1, 0, 0, 0, 0, 1, 1, 1],
]
/** Actions of administrators. Accounts count back from the last: Ben, Cyd, Ann. */
const ofAdmins = ['delete an account', 'create an account', 'set another’s password']

const real = new Reality(passwords)
let start: { stored: Dump; known: Known; model: Model }

beforeEach(async () => {
  if (start) return
  const state = { now: emptyModel() }
  for (const step of begun()) await step.run(state, real)
  start = { stored: await dump(), known: real.known(), model: state.now }
})

test.each(kinds)('%s in parallel with every other', async (kind) => {
  for (const other of kinds.slice(kinds.indexOf(kind))) {
    await inEveryOrder(about(kind, 1), about(other, 0))
  }
})

test('two administrators in parallel, about each other', async () => {
  const harmful = ['delete an account', 'disable an account', 'set another’s password'] as const
  for (const kind of harmful) {
    for (const other of [...harmful, 'change the password', 'log out'] as const) {
      // Sessions of administrators count back from the last: Cyd, Ann.
      const ofAnn = { ...about(kind, 0), asAdmin: true, session: 1, target: 1 }
      const ofCyd = { ...about(other, 0), asAdmin: true, session: 0, target: 2 }
      await inEveryOrder(ofAnn, ofCyd)
    }
  }
})

/** About Ben, in one of his sessions or in an administrator's. */
function about(kind: Picks['kind'], session: number): Picks {
  const password = passwords[session + 1] ?? ''
  return { ...latest, kind, password, session, asAdmin: ofAdmins.includes(kind) }
}

async function inEveryOrder(one: Picks, other: Picks): Promise<void> {
  const seen: number[][] = []
  for (const order of orders) {
    // Two orders of short actions may be the same. Equal schedules have equal outcomes.
    if (seen.some((schedule) => String(rescheduled(schedule, order)) === String(schedule))) continue
    await restore(start.stored)
    real.forget(start.known)
    await new Step([one, other], order).run({ now: start.model }, real)
    seen.push(real.turnstile.schedule)
  }
}

afterAll(() => {
  console.log(`side by side: ${outcomeCounts()}`)
})

test('there are conflicting actions', () => {
  expect(start.model.accounts.size).toBe(3)
})
