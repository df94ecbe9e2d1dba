import { median } from '../../../../bench/measure/statistics.ts'
import { type Answer, address } from '../load/http.ts'
import { passwordOf, people } from '../load/people.ts'
import { newFindings, type Part, table } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import { type Instance, migratedDatabase, startInstance } from '../service/instance.ts'

/** Milliseconds of a round trip from Hong Kong to five other regions of AWS, from https://cloudping.co, read in November 2026. */
const regions = { Singapore: 34, Sydney: 125, Oregon: 146, Frankfurt: 199, 'São Paulo': 312 }

/** Measured requests of each kind and region. */
const rounds = 15
/** The share and the milliseconds by which the measured latency may differ from the calculated one: timers are not exact. */
const tolerance = { share: 0.1, ms: 5 }

interface Operation {
  /** Round trips before the response (docs/costs.md). */
  trips: number
  send: (i: number) => Promise<Answer>
}

/** Delays each round trip to the database as far regions do, makes the database refuse, and loses its responses. */
export const regionsPart: Part = async ({ scratch, part }) => {
  const findings = newFindings()
  const instance = await startInstance({
    database: await migratedDatabase(scratch),
    versions: { latchkey: { bundle: await builtWorker(), variables: { BCRYPT_COST: '10' } } },
  })
  try {
    const { origin } = instance
    const email = 'person@example.com'
    const password = passwordOf('first')
    const { body } = await people.register(origin, email, password)
    const operations: Record<string, Operation> = {
      check: { trips: 1, send: () => people.check(origin, body.token) },
      'sign-in': { trips: 2, send: (i) => people.signIn(origin, email, password, address(i)) },
    }
    await latencies(instance, operations, 0, 5)
    const rows: (string | number)[][] = []
    let worst = 0
    for (const [region, delay] of Object.entries(regions)) {
      const { near, far } = await latencies(instance, operations, delay, Math.max(5, part(rounds)))
      const cells = Object.entries(operations).flatMap(([name, { trips }]) => {
        const own = near[name] ?? Number.NaN
        const calculated = trips * delay + own
        const found = far[name] ?? Number.NaN
        const difference = Math.abs(found - calculated)
        if (difference > tolerance.ms) worst = Math.max(worst, difference / calculated)
        return [own, calculated, found].map((ms) => ms.toFixed(0))
      })
      rows.push([region, delay, ...cells])
    }
    findings.add(
      ...table([
        [
          'the database is in',
          'round trip, ms',
          'check without it',
          'check: calculated',
          'check: measured',
          'sign-in without it',
          'sign-in: calculated',
          'sign-in: measured',
        ],
        ...rows,
      ]),
      '',
    )
    findings.claim(
      worst <= tolerance.share,
      `latency is round trips × delay + hash: the largest difference of more than ${tolerance.ms} ms is ${(worst * 100).toFixed(1)} %`,
    )
    const refused = await overloaded(instance, body.token)
    const isRefused = ({ status, body: problem, headers }: Answer) =>
      status === 503 && problem.code === 'storage_unavailable' && headers['retry-after'] === '5'
    findings.claim(
      refused.every(isRefused),
      `while D1 returns "overloaded", requests get 503 \`storage_unavailable\` with Retry-After: ${refused.filter(isRefused).length} of ${refused.length}`,
    )
    const again = await people.check(origin, body.token)
    findings.claim(again.status === 200, 'the first request after that succeeds')
    await lostResponse(instance, findings)
    return findings
  } finally {
    await instance.stop()
  }
}

/** The median latency of each operation, without and with the delay, in turn: other programs use the machine, too. */
async function latencies(
  instance: Instance,
  operations: Record<string, Operation>,
  delay: number,
  count: number,
): Promise<Record<'near' | 'far', Record<string, number>>> {
  const times = { near: newTimes(operations), far: newTimes(operations) }
  for (let i = 0; i < count; i++) {
    for (const [place, faults] of [
      ['near', {}],
      ['far', { delay }],
    ] as const) {
      await instance.setFaults(faults)
      for (const [name, { send }] of Object.entries(operations)) {
        const started = performance.now()
        const { status } = await send(i)
        if (status !== 200) throw new Error(`${name}: ${status}`)
        times[place][name]?.push(performance.now() - started)
      }
    }
  }
  await instance.setFaults({})
  const medians = (lists: Record<string, number[]>) =>
    Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, median(list)]))
  return { near: medians(times.near), far: medians(times.far) }
}

function newTimes(operations: Record<string, Operation>): Record<string, number[]> {
  return Object.fromEntries(Object.keys(operations).map((name) => [name, []]))
}

async function overloaded(instance: Instance, token: string): Promise<Answer[]> {
  await instance.setFaults({ overloaded: 1_000_000 })
  const { origin } = instance
  const answers = await Promise.all([
    ...Array.from({ length: 20 }, () => people.check(origin, token)),
    people.signIn(origin, 'person@example.com', passwordOf('first')),
    people.register(origin, 'other@example.com', passwordOf('other')),
  ])
  await instance.setFaults({})
  return answers
}

/** The client of a registration gets an error after the commit, and repeats the request. */
async function lostResponse(instance: Instance, { claim }: ReturnType<typeof newFindings>) {
  const { origin } = instance
  const name = 'retry@example.com'
  await instance.setFaults({ lost: 1 })
  const first = await people.register(origin, name, passwordOf(name))
  await instance.setFaults({})
  const second = await people.register(origin, name, passwordOf(name))
  const signedIn = await people.signIn(origin, name, passwordOf(name))
  const rows = await instance.select(`select 1 from identifiers where key = '${name}'`)
  claim(
    first.status === 503 && second.status === 409 && signedIn.status === 200 && rows.length === 1,
    `a registration whose response from D1 is lost after the commit gets ${first.status}; the same request again gets ${second.status} \`${second.body?.code}\`, the sign-in ${signedIn.status}, and there is ${rows.length} account`,
  )
}
