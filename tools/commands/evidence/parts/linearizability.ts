import { join } from 'node:path'
import { anomaliesIn, countByRule } from '../history/anomalies.ts'
import { recordHistory } from '../history/clients.ts'
import type { Operation } from '../history/operation.ts'
import { passwordOf, people } from '../load/people.ts'
import { newFindings, type Part, table, whole } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import type { Faults } from '../service/faults.ts'
import { migratedDatabase, startInstance } from '../service/instance.ts'

const attempts = 10
/** Seconds of LOGIN_WINDOW. */
const seconds = 20
const clients = 8
/** Accounts of a history; fewer if a guard is removed, so that more requests meet. */
const accounts = { whole: 10, seeded: 2 }

/** Guards that the checker must miss: each is removed from the text of the statements. */
const seeds: Record<string, Faults> = {
  'a sign-out leaves the session': {
    rewrites: [['^delete from "sessions" where', 'delete from "sessions" where 0 and']],
  },
  'no statement compares the version of the password': {
    rewrites: [['"accounts"\\."credential_version" = \\?', '? is not null']],
    // Makes more requests meet.
    delay: 10,
  },
  'attempts are not counted': {
    rewrites: [['min\\("throttles"\\."count" \\+ 1, ', 'min(1, ']],
  },
}

/** Random requests of several clients at the same time, checked afterwards. */
export const linearizability: Part = async ({ scratch, part }) => {
  const findings = newFindings()
  const { history } = await historyOf(join(scratch, 'whole'), {}, part(10_000), accounts.whole)
  const anomalies = anomaliesIn(history, attempts)
  findings.add(...table([['operation', 'ok', 'refused', 'limited', 'unknown'], ...tally(history)]))
  findings.add('')
  findings.claim(
    anomalies.length === 0,
    `${whole(history.length)} operations of ${clients} clients on ${accounts.whole} accounts: ${anomalies.length} anomalies ${describe(anomalies)}`,
  )
  for (const [title, faults] of Object.entries(seeds)) {
    const directory = join(scratch, title.replaceAll(' ', '-'))
    const seeded = await historyOf(directory, faults, 1_500, accounts.seeded)
    const found = anomaliesIn(seeded.history, attempts)
    findings.claim(
      seeded.rewritten > 0 && found.length > 0,
      `with a guard missing (${title}), removed from ${whole(seeded.rewritten)} statements in ${whole(seeded.history.length)} operations: ${found.length} anomalies ${describe(found)}`,
    )
  }
  return findings
}

async function historyOf(
  directory: string,
  faults: Faults,
  operations: number,
  count: number,
): Promise<{ history: Operation[]; rewritten: number }> {
  const instance = await startInstance({
    database: await migratedDatabase(directory),
    versions: {
      latchkey: {
        bundle: await builtWorker(),
        variables: { LOGIN_ATTEMPTS: String(attempts), LOGIN_WINDOW: `${seconds}s` },
      },
    },
  })
  try {
    const password = passwordOf('first')
    const { body } = await people.setUp(instance.origin, 'admin@example.com', password)
    const emails = Array.from({ length: count }, (_, n) => `person-${n}@example.com`)
    for (const email of emails) {
      await people.createAdministrator(instance.origin, body.accessToken, email, password)
    }
    await instance.setFaults(faults)
    const history = await recordHistory(instance.origin, emails, password, {
      clients,
      operations,
      active: (seconds - 2) * 1000,
      pause: (seconds + 0.5) * 1000,
    })
    const { rewritten } = await instance.setFaults({})
    return { history, rewritten }
  } finally {
    await instance.stop()
  }
}

/** Operations by kind and outcome. */
function tally(history: readonly Operation[]): (string | number)[][] {
  const kinds = Map.groupBy(history, ({ kind }) => kind)
  return [...kinds].toSorted().map(([kind, list]) => {
    const count = (outcome: Operation['outcome']) =>
      whole(list.filter((each) => each.outcome === outcome).length)
    return [kind, count('ok'), count('refused'), count('limited'), count('unknown')]
  })
}

function describe(anomalies: Parameters<typeof countByRule>[0]): string {
  const counts = Object.entries(countByRule(anomalies))
  return counts.length === 0 ? '' : `(${counts.map(([rule, n]) => `${rule}: ${n}`).join('; ')})`
}
