import { join } from 'node:path'
import { cases } from './cases.mjs'
import { cpuOf } from './cpu.mjs'
import { load } from './load.mjs'
import { floor } from './peers/floor.mjs'
import { guarded } from './peers/guarded.mjs'
import { buildAll, openWorld } from './worlds.mjs'

/** Seconds as parts of a round's before measuring begins: meanwhile the runtime compiles what runs often. */
const warmUp = 2

/**
 * Runs the cases and gives what was measured.
 * @param {string} scratch a directory for bundles and databases
 * @param {{ names: string[], worlds: number, rounds: number, seconds: number }} plan `rounds` in each of the `worlds`
 */
export async function compare(scratch, { names, worlds, rounds, seconds }) {
  console.log('Bundling ...')
  const built = await buildAll(scratch)
  const parts = []
  // One process is faster than another of the same Worker, by several percent and for as long as it lives.
  for (let i = 0; i < worlds; i += 1) {
    for (const group of worldsOf(names)) {
      const [{ cost, withoutDatabase }] = group
      const world = await openWorld(built, join(scratch, `${i}`), cost, withoutDatabase)
      try {
        for (const each of group) parts.push(await runCase(each, world, rounds, seconds))
      } finally {
        await world.stop()
      }
    }
  }
  const results = names.map((name) => joined(parts.filter((part) => part.name === name)))
  const sizes = Object.fromEntries(
    Object.entries(built).map(([name, { kibibytes }]) => [name, kibibytes]),
  )
  return { sizes, results }
}

/** What several worlds gave for one case, as one result with all their rounds. */
function joined([first, ...others]) {
  const contestants = first.contestants.map(({ name, rounds }, i) => ({
    name,
    rounds: [...rounds, ...others.flatMap((other) => other.contestants[i].rounds)],
  }))
  return { ...first, contestants }
}

/** The cases in groups that share a world, so that few are opened. */
function worldsOf(names) {
  const chosen = names.map((name) => ({ name, ...cases[name] }))
  return Object.values(
    Object.groupBy(chosen, ({ cost, withoutDatabase }) => `${cost} ${withoutDatabase}`),
  )
}

async function runCase(each, world, rounds, seconds) {
  const contestants = contestantsOf(each, world)
  const length = seconds * each.share
  for (const contestant of contestants) await measure(contestant, seconds * warmUp)
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes first changes, too.
    const order = contestants.map((_, i) => contestants[(i + round) % contestants.length])
    for (const contestant of order) contestant.rounds.push(await measure(contestant, length))
  }
  const { name, title, note } = each
  const measured = contestants.map(({ name, rounds }) => ({ name, rounds }))
  const rates = measured.map(
    ({ name, rounds }) => `${name} ${median(rounds.map(rateOf)).toFixed(1)}/s`,
  )
  console.log(`${title}: ${rates.join(', ')}`)
  return { name, title, note, contestants: measured }
}

function contestantsOf({ contests = () => true, guards, loads, bare }, world) {
  const all = world.served
    .filter(({ peer }) => guards || peer !== guarded)
    .map((served) => ({ ...served, world }))
  const contestants = all.filter(contests).map((contestant) => ({
    name: contestant.peer.name,
    pid: contestant.server.pid,
    origin: contestant.server.origin,
    loads: loads(contestant),
    rounds: [],
  }))
  if (!bare) return contestants
  const basis = all.find(({ peer }) => peer === floor)
  const { pid, origin } = basis.server
  return [...contestants, { name: 'a bare compare', pid, origin, loads: bare(basis), rounds: [] }]
}

/** One round of one contestant. */
async function measure({ origin, pid, loads }, seconds) {
  const before = cpuOf(pid)
  const done = await Promise.all(loads.map((plan) => load(origin, { ...plan, seconds })))
  const cpu = cpuOf(pid) - before
  const [first] = done
  const count = done.reduce((sum, { count }) => sum + count, 0)
  return {
    count: first.count,
    seconds: first.seconds,
    cpu: cpu / count,
    times: Object.assign({}, ...done.map(({ times }) => times)),
  }
}

export function rateOf({ count, seconds }) {
  return count / seconds
}

export function median(numbers) {
  return quantile(numbers, 0.5)
}

/** Linear between the two nearest, as R and NumPy do by default. */
export function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)]
  const high = sorted[Math.ceil(at)]
  return low + (high - low) * (at - Math.floor(at))
}
