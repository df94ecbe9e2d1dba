import { afterAll, expect, test } from 'vitest'
import { operations } from '../support/catalogue/operations.ts'
import { addedStates, operations as served, states } from '../support/catalogue/states.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { faultsOf } from '../support/faults/faults.ts'
import { scenarioOf, survives } from '../support/faults/scenario.ts'
import type { Sent } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'

/*
 * Every operation in every state of the catalogue, with every fault at every round trip and before every statement of
 * every batch. `--silent=false` prints their number.
 */
freshDatabase()
const lines = recordLogs()

const tally = { states: 0, statements: 0, cases: 0, broken: 0 }

test('the catalogue has every described operation, and no other', () => {
  const described = served.map(({ name }) => name)
  expect(Object.keys(operations).toSorted()).toEqual(described.toSorted())
})

test.each([...states, ...addedStates])(
  '$name, $title: takes effect as a whole or not at all',
  async (one) => {
    const scenario = await scenarioOf(one)
    const faults = faultsOf(scenario.trips)
    const broken: string[] = []
    const retried = new Set<string>()
    for (const fault of faults) {
      lines.length = 0
      try {
        const { status, headers } = await survives(scenario, one, fault, retried)
        if (status === 503) expectLogged(headers.get('X-Request-Id') ?? '')
        expectNothingSecret(scenario.sent)
      } catch (error) {
        broken.push(`${JSON.stringify(fault)}: ${error instanceof Error ? error.message : error}`)
      }
    }
    tally.states++
    tally.statements += scenario.trips.reduce<number>((sum, batch) => sum + (batch ?? 1), 0)
    tally.cases += faults.length
    tally.broken += broken.length
    expect(broken).toEqual([])
  },
)

/** The log has the failure with the request id of the response. */
function expectLogged(id: string): void {
  const entries = lines
    .map((line) => JSON.parse(line))
    .filter(({ request_id }) => request_id === id)
  expect(entries).toContainEqual(
    expect.objectContaining({ level: 'error', event: 'storage_unavailable' }),
  )
}

function expectNothingSecret({ token, json, form, path }: Sent): void {
  const sent = { ...(json as object), ...(form as object) }
  const secrets = Object.entries(sent).flatMap(([name, value]) =>
    /password|otp|recovery_code|token|referrer|invitation/i.test(name) ? String(value) : [],
  )
  const all = [
    ...secrets,
    ...(token ? [token] : []),
    new URL(path, 'x:/').searchParams.get('token'),
  ]
  const log = lines.join('\n')
  for (const secret of all) if (secret) expect(log).not.toContain(secret)
  expect(log).not.toMatch(/\$2[aby]\$|eyJ/)
}

afterAll(() => {
  const { statements, cases, broken } = tally
  console.log(
    `faults: ${served.length} operations in ${tally.states} states, ${statements} statements: ` +
      `${cases} cases of (route, statement, mode), ${broken} broken`,
  )
})
