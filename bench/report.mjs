import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg } from 'node:os'
import { median, quantile, rateOf } from './compare.mjs'

const targets = [
  { name: 'check', than: 'better-auth', least: 2.5, text: "session check: better-auth's rate" },
  { name: 'check', than: 'floor', least: 0.85, text: "session check: the floor's rate" },
  {
    name: 'sign-in-4',
    than: 'better-auth',
    least: 2,
    text: "sign-in at cost 4: better-auth's rate",
  },
  { name: 'register', than: 'better-auth', least: 2, text: "registration: better-auth's rate" },
  {
    name: 'sign-in-10',
    than: 'a bare compare',
    most: 1.05,
    text: 'a whole sign-in at cost 10: the time of a bare compare',
  },
]

/** All that was measured, as Markdown. */
export function report({ sizes, results }, { worlds, rounds, seconds }) {
  return `# What was measured

${machine()}

Written by \`npm run bench\`: ${worlds} times ${rounds} rounds of ${seconds} s for each Worker and case, each time in processes of their own,
in turn, so that whatever else the machine does hits all alike. Medians of the rounds, in parentheses the least and the
most. A ratio is taken within a round, then its median: above 1 Latchkey is ahead. CPU is that of the whole workerd
process, D1 included.

All are bundled by wrangler, minified, without names of functions, and served by the same workerd with Miniflare's
D1, which runs in the same process: a good part of each request that a deployed Worker would not pay. Latchkey is as it is
deployed, all five APIs on; its flood limit is asked each time and never reached. better-auth has e-mail and password, the
bearer plugin, Drizzle and bcryptjs through its hooks; its own rate limit is off. The floor is Hono, jose, one D1
statement and one run of bcryptjs, and nothing else. The guards alone are the floor with Latchkey's limits, its statements
and its batches: without Drizzle, validation, log and API.

Bundles, minified and gzipped: ${Object.entries(sizes)
    .map(([name, size]) => `${name} ${size} KiB`)
    .join(', ')}.

${targetTable(results)}
${results.map(table).join('\n')}`
}

/** What it ran on. */
export function machine() {
  const [{ model }, ...others] = cpus()
  const load = loadavg()[0].toFixed(1)
  const versions = [
    'workerd',
    'miniflare',
    'better-auth',
    'hono',
    'jose',
    'bcryptjs',
    'drizzle-orm',
  ]
  return [
    `${model.trim()}, ${others.length + 1} cores; load ${load} at the end; ${new Date().toISOString().slice(0, 10)}.`,
    `node ${process.versions.node}, ${versions.map((name) => `${name} ${versionOf(name)}`).join(', ')}.`,
  ].join('\n')
}

function versionOf(name) {
  const directories = createRequire(import.meta.url).resolve.paths(name)
  for (const directory of directories) {
    try {
      return JSON.parse(readFileSync(`${directory}/${name}/package.json`, 'utf8')).version
    } catch {
      // The next one up.
    }
  }
  return 'unknown'
}

function targetTable(results) {
  const rows = targets.flatMap(({ name, than, least, most, text }) => {
    const result = results.find((each) => each.name === name)
    const other = result?.contestants.find((each) => each.name === than)
    if (!other) return []
    const [ours] = result.contestants
    const speed = ratios(ours, other, rateOf)
    const cpu = ratios(other, ours, ({ cpu }) => cpu)
    const [rate, work] = most ? [speed.map((x) => 1 / x), cpu.map((x) => 1 / x)] : [speed, cpu]
    const met = most ? median(rate) <= most : median(rate) >= least
    return `| ${text} | ${most ? `at most ${most}` : `at least ${least}`} | ${spread(rate, 2)} | ${spread(work, 2)} | ${met ? 'yes' : 'no'} |`
  })
  if (rows.length === 0) return ''
  return `| target | wanted | by the clock | by CPU | met |
|---|---|---|---|---|
${rows.join('\n')}
`
}

function table({ title, note, contestants }) {
  const [first] = contestants
  const kinds = Object.keys(first.rounds[0].times).toSorted()
  const latency = kinds.flatMap((kind) => [`${kind} p50 ms`, `p99`])
  const rows = contestants.map((each) => {
    const times = kinds.flatMap((kind) =>
      [0.5, 0.99].map((part) =>
        median(each.rounds.map(({ times }) => quantile(of(times, kind), part))).toFixed(2),
      ),
    )
    const cells = [
      each.name,
      spread(each.rounds.map(rateOf), 1),
      ...times,
      spread(
        each.rounds.map(({ cpu }) => cpu),
        3,
      ),
      each === first ? '' : spread(ratios(first, each, rateOf), 2),
      each === first
        ? ''
        : spread(
            ratios(each, first, ({ cpu }) => cpu),
            2,
          ),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `## ${title[0].toUpperCase()}${title.slice(1)}
${note ? `\n${note}\n` : ''}
| | requests/s | ${latency.join(' | ')} | CPU ms each | ratio of rates | of CPU |
|---${'|---'.repeat(latency.length + 4)}|
${rows.join('\n')}
`
}

/** The bare compare is of another kind than the sign-ins beside it. */
function of(times, kind) {
  return times[kind] ?? Object.values(times)[0]
}

function ratios(a, b, value) {
  return a.rounds.map((round, i) => value(round) / value(b.rounds[i]))
}

function spread(numbers, digits) {
  const [low, mid, high] = [0, 0.5, 1].map((part) => quantile(numbers, part).toFixed(digits))
  return `${mid} (${low}–${high})`
}
