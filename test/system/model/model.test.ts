import fc from 'fast-check'
import { afterAll, test, vi } from 'vitest'
import { freshDatabase } from '../../support/database/rows.ts'
import { dump, restore } from '../../support/database/snapshot.ts'
import { recordLogs } from '../../support/requests/logs.ts'
import { passwords, picks } from './actions.ts'
import { emptyModel } from './model.ts'
import { Reality } from './reality.ts'
import { begun, outcomeCounts, Step } from './steps.ts'

/*
 * Long sequences of actions on accounts, sessions, tokens and roles: some one after another, some in parallel with
 * their round trips in every order.
 */
freshDatabase()
recordLogs()
vi.setConfig({ testTimeout: 600_000 })

const alone = picks.map((one) => new Step([one]))
/** Mostly about the same account, link or token, because others do not conflict. */
const rivals = fc
  .tuple(picks, picks)
  .map(([one, { kind, session, current, password }]) => [
    one,
    { ...one, kind, session, current, password },
  ])
const sideBySide = fc
  .tuple(
    fc.oneof(rivals, rivals, fc.tuple(picks, picks)),
    fc.array(fc.nat({ max: 1 }), { minLength: 8, maxLength: 8 }),
  )
  .map(([both, choices]) => new Step(both, choices))

test('every response and every state is one that the model predicts', async () => {
  const empty = await dump()
  const real = new Reality(passwords)
  const commands = fc.commands([alone, sideBySide], { maxCommands: 25, size: 'max' })
  await fc.assert(
    fc.asyncProperty(fc.boolean(), commands, async (inUse, steps) => {
      await restore(empty)
      real.forget()
      const state = { now: emptyModel() }
      for (const step of inUse ? begun() : []) await step.run(state, real)
      await fc.asyncModelRun(() => ({ model: state, real }), steps)
    }),
    { numRuns: 20 },
  )
})

afterAll(() => {
  console.log(`model: ${outcomeCounts()}`)
})
