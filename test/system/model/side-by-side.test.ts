import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { freshDatabase } from '../../support/database/rows.ts'
import { type Dump, dump, restore } from '../../support/database/snapshot.ts'
import { recordLogs } from '../../support/requests/logs.ts'
import { kinds, type Picks, passwords } from './actions.ts'
import { emptyModel, type Model } from './model.ts'
import { type Known, Reality } from './reality.ts'
import { begun, latest, Step, told } from './steps.ts'
import { rescheduled } from './turnstile.ts'

/*
 * Every two actions that can get in each other's way, about the same account, link and token, or of two
 * administrators about each other, with their round trips in the orders that differ most.
 */
freshDatabase()
recordLogs()
vi.setConfig({ testTimeout: 120_000 })

/** Whose round trip comes first, of the two: in turns, and the whole of one amid the other. */
const orders = [
  [0, 1, 0, 1, 0, 1, 0, 1],
  [0, 1, 1, 1, 1, 0, 0, 0],
  [1, 0, 0, 0, 0, 1, 1, 1],
]
/** What only administrators may. Of the accounts, the last is Ben's, the ones before Cyd's and Ann's. */
const ofAdmins = ['delete an account', 'create an account', 'set another’s password']

const real = new Reality(passwords)
let start: { stored: Dump; known: Known; model: Model }

beforeEach(async () => {
  if (start) return
  const state = { now: emptyModel() }
  for (const step of begun()) await step.run(state, real)
  start = { stored: await dump(), known: real.known(), model: state.now }
})

test.each(kinds)('%s beside every other', async (kind) => {
  for (const other of kinds.slice(kinds.indexOf(kind))) {
    await inEveryOrder(about(kind, 1), about(other, 0))
  }
})

test('administrators beside each other, about each other', async () => {
  const harmful = ['delete an account', 'disable an account', 'set another’s password'] as const
  for (const kind of harmful) {
    for (const other of [...harmful, 'change the password', 'log out'] as const) {
      // Of those who administer the last session is Cyd's, the one before Ann's.
      const ofAnn = { ...about(kind, 0), asAdmin: true, session: 1, target: 1 }
      const ofCyd = { ...about(other, 0), asAdmin: true, session: 0, target: 2 }
      await inEveryOrder(ofAnn, ofCyd)
    }
  }
})

/** About Ben, as one of his sessions or, where it must be, as somebody who administers. */
function about(kind: Picks['kind'], session: number): Picks {
  const password = passwords[session + 1] ?? ''
  return { ...latest, kind, password, session, asAdmin: ofAdmins.includes(kind) }
}

async function inEveryOrder(one: Picks, other: Picks): Promise<void> {
  const seen: number[][] = []
  for (const order of orders) {
    // Of short actions two orders may be one. What was let through alike went alike.
    if (seen.some((schedule) => String(rescheduled(schedule, order)) === String(schedule))) continue
    await restore(start.stored)
    real.forget(start.known)
    await new Step([one, other], order).run({ now: start.model }, real)
    seen.push(real.turnstile.schedule)
  }
}

afterAll(() => {
  console.log(`side by side: ${told()}`)
})

test('there is somebody to be in the way of', () => {
  expect(start.model.accounts.size).toBe(3)
})
