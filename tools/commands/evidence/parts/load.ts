import { expire } from '../../../../bench/scale/population.ts'
import { capacityOf, latencyOf, mixOn } from '../load/mix.ts'
import { type Arrival, countByAnswer, openLoop, type Response } from '../load/open-loop.ts'
import { type Findings, newFindings, type Part, table, whole } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import { type Instance, migratedDatabase, startInstance } from '../service/instance.ts'

/** A cost whose hash takes much longer than everything else, as in production, and short enough for many sign-ins. */
const cost = '10'
/** Shares of the capacity, in percent. */
const shares = [20, 40, 60, 80, 90, 100, 110, 120, 200, 300]
/** Seconds of each rate. */
const seconds = 15
/** The answer of the concurrency limit. */
const busy = '503 overloaded'

/** Requests at fixed rates below and above the capacity, and the sweep at the knee. */
export const load: Part = async ({ scratch, part }) => {
  const findings = newFindings()
  const instance = await startInstance({
    database: await migratedDatabase(scratch),
    versions: { latchkey: { bundle: await builtWorker(), variables: { BCRYPT_COST: cost } } },
  })
  try {
    const next = await mixOn(instance.origin)
    const capacity = await capacityOf(next, part(100) / 10)
    findings.add(
      `Capacity of the mix (90 checks, 9 sign-ins at bcrypt cost ${cost}, 1 registration) with 32 connections: ${capacity.toFixed(0)} requests per second.`,
      '',
    )
    const rows: (string | number)[][] = [
      [
        'arrivals',
        'per second',
        'admitted',
        busy,
        'other',
        'check p50, ms',
        'check p99, ms',
        'sign-in p99, ms',
      ],
    ]
    let knee = 0
    let isKnee = true
    const others: string[] = []
    for (const share of shares) {
      const rate = (capacity * share) / 100
      const responses = await openLoop({ rate, seconds: part(seconds * 10) / 10, next })
      const counts = countByAnswer(responses)
      const refused = counts[busy] ?? 0
      const admitted = counts['200'] ?? 0
      const other = responses.length - refused - admitted
      if (other > 0) others.push(`${share} %: ${JSON.stringify(counts)}`)
      isKnee &&=
        refused === 0 &&
        latencyOf(responses, 'check') < maxWait.check &&
        latencyOf(responses, 'sign-in') < maxWait['sign-in']
      if (isKnee) knee = share
      rows.push([
        `${share} %`,
        rate.toFixed(0),
        admitted,
        refused,
        other,
        latencyOf(responses, 'check', 0.5).toFixed(0),
        latencyOf(responses, 'check').toFixed(0),
        latencyOf(responses, 'sign-in').toFixed(0),
      ])
    }
    findings.add(...table(rows), '')
    findings.claim(
      knee > 0,
      `the knee is at ${knee} % of the capacity: up to there, nothing is refused, and 99 % of the checks take less than ${maxWait.check / 1000} s and of the sign-ins less than ${maxWait['sign-in'] / 1000} s`,
    )
    findings.claim(
      others.length === 0,
      `above it, the only refusal is ${busy}: ${others.length} rates with another answer ${others.join('; ')}`,
    )
    await sweepAtKnee(instance, next, (capacity * (knee || 20)) / 100, findings)
    return findings
  } finally {
    await instance.stop()
  }
}

/** Milliseconds that 99 % of the requests may take up to the knee. */
const maxWait = { check: 1000, 'sign-in': 2000 }

/** What expires in the five minutes between two runs, if as much expires as the knee creates, is deleted in one run. */
async function sweepAtKnee(
  instance: Instance,
  next: (i: number) => Arrival,
  rate: number,
  findings: Findings,
): Promise<void> {
  const expired = Math.ceil(rate * 0.1 * 300)
  await instance.change(expire(expired))
  let responses: Response[] = []
  const loaded = openLoop({ rate, seconds, next }).then((all) => {
    responses = all
  })
  const started = performance.now()
  await instance.runCron()
  const taken = (performance.now() - started) / 1000
  await loaded
  const [left] = await instance.select<{ n: number }>(
    'select (select count(*) from sessions where expires_at = 2) + (select count(*) from events where at = 1) as n',
  )
  findings.claim(
    left?.n === 0 && taken < 240,
    `the sweep keeps up at the knee: one run deletes the ${whole(expired)} sessions and ${whole(expired)} events of five minutes in ${taken.toFixed(1)} s, while 99 % of the checks take less than ${latencyOf(responses, 'check').toFixed(0)} ms`,
  )
}
