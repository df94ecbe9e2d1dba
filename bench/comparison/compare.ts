import { join } from 'node:path'
import { cpuOf } from '../measure/cpu.ts'
import { type Load, runLoad } from '../measure/load.ts'
import { median } from '../measure/statistics.ts'
import { baseline } from '../peers/baseline.ts'
import { guardsOnly } from '../peers/guards-only.ts'
import { type Case, type CaseName, cases } from './cases.ts'
import { buildPeers, type Environment, openEnvironment } from './environment.ts'
import { type CaseResult, type Round, rateOf, type Series } from './series.ts'

/** Duration of the warm-up as a multiple of a round's: the runtime compiles hot code meanwhile. */
const warmUp = 2

/** How much is measured. */
export interface Plan {
  /** Every run starts new processes: one process of a Worker is several percent faster than another. */
  runs: number
  /** Rounds of each run. */
  rounds: number
  /** Duration of a round. */
  seconds: number
}

/** Every result, and the size of each bundle in KiB by the name of its peer. */
export interface Comparison {
  sizes: Record<string, number>
  results: CaseResult[]
}

/**
 * Runs cases against all peers.
 * @param scratch directory for bundles and databases
 */
export async function compare(
  scratch: string,
  { names, runs, rounds, seconds }: Plan & { names: CaseName[] },
): Promise<Comparison> {
  console.log('Bundling ...')
  const built = await buildPeers(scratch)
  const results = new Map<string, CaseResult>()
  for (let run = 0; run < runs; run += 1) {
    for (const { cost, isOffline, members } of environmentsOf(names)) {
      const directory = join(scratch, `${run}`)
      const environment = await openEnvironment(built, directory, cost, isOffline)
      try {
        for (const { name, ...each } of members) {
          const series = await runCase(each, environment, rounds, seconds)
          results.set(name, merge(results.get(name), { name, ...headingOf(each), series }))
        }
      } finally {
        await environment.stop()
      }
    }
  }
  return {
    sizes: Object.fromEntries(
      built.flatMap(({ peer, worker, verifiers }) => [
        [peer.name, worker.kibibytes],
        ...verifiers.flatMap(({ verifier, worker }) =>
          worker ? [[verifier.name, worker.kibibytes]] : [],
        ),
      ]),
    ),
    results: names.flatMap((name) => results.get(name) ?? []),
  }
}

/** Groups cases that can share an environment. */
function environmentsOf(names: CaseName[]) {
  const members = names.map((name): Case & { name: string } => ({ name, ...cases[name] }))
  const groups = Map.groupBy(
    members,
    ({ cost, offlineLoads }) => `${cost} ${offlineLoads !== undefined}`,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const { cost, offlineLoads } = first
    return [{ cost, isOffline: offlineLoads !== undefined, members: group }]
  })
}

function headingOf({ title, note }: Case) {
  return { title, ...(note !== undefined && { note }) }
}

/** Appends the rounds of a further run to the rounds of earlier runs. */
function merge(earlier: CaseResult | undefined, later: CaseResult): CaseResult {
  if (!earlier) return later
  const series = earlier.series.map(({ name, rounds }, i) => ({
    name,
    rounds: [...rounds, ...(later.series[i]?.rounds ?? [])],
  }))
  return { ...earlier, series }
}

/** A peer's part in a case. */
interface Contender extends Series {
  origin: string
  pid: number | undefined
  loads: Load[]
}

async function runCase(
  each: Case,
  environment: Environment,
  rounds: number,
  seconds: number,
): Promise<Series[]> {
  const contenders = contendersOf(each, environment)
  for (const contender of contenders) await measure(contender, seconds * warmUp)
  for (let round = 0; round < rounds; round += 1) {
    // A different contender starts each round.
    const first = round % contenders.length
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      contender.rounds.push(await measure(contender, seconds * each.duration))
    }
  }
  const series = contenders.map(({ name, rounds }) => ({ name, rounds }))
  const rates = series.map(
    ({ name, rounds }) => `${name} ${median(rounds.map(rateOf)).toFixed(1)}/s`,
  )
  console.log(`${each.title}: ${rates.join(', ')}`)
  return series
}

function contendersOf(
  { hasGuardsOnly, loads, offlineLoads, withPassword, bcryptOnly }: Case,
  { passwordHash, running }: Environment,
): Contender[] {
  return running.flatMap((each): Contender[] => {
    const { peer, server, verifiers } = each
    if (peer === guardsOnly && !hasGuardsOnly) return []
    const contender = (
      name: string,
      loads: Load[] | undefined,
      { origin, pid } = server,
    ): Contender[] => (loads ? [{ name, origin, pid, loads, rounds: [] }] : [])
    const own = loads?.(each)
    return [
      ...verifiers.flatMap((verifier) =>
        contender(verifier.name, offlineLoads?.(verifier), verifier.server),
      ),
      ...contender(peer.name, own),
      ...contender(`${peer.name}, password`, own && withPassword?.(each)),
      ...(peer === baseline ? contender('bcrypt only', bcryptOnly?.(passwordHash)) : []),
    ]
  })
}

/** Runs one round of one contender. */
async function measure({ origin, pid, loads }: Contender, seconds: number): Promise<Round> {
  const before = cpuOf(pid)
  const measured = await Promise.all(loads.map((load) => runLoad(origin, load, { seconds })))
  const cpu = cpuOf(pid) - before
  const [first] = measured
  if (!first) throw new Error('A case has no load.')
  const total = measured.reduce((sum, { count }) => sum + count, 0)
  return {
    count: first.count,
    seconds: first.seconds,
    cpu: cpu / total,
    latencies: Object.assign({}, ...measured.map(({ latencies }) => latencies)),
  }
}
