import { join } from 'node:path'
import bcrypt from 'bcryptjs'
import { median } from './compare.mjs'
import { askOnce, load } from './load.mjs'
import { latchkey } from './peers/latchkey.mjs'
import { bearer, json, password } from './people.mjs'
import { expire, nameOf, populate, storage } from './population.mjs'
import { build, makeDatabase, serve } from './serve.mjs'

/** The most that an operation of the largest database may take, as a multiple of the smallest's time. */
const most = 1.3

/** Sessions and events that each sweep finds. */
const wave = 500

/** Requests of one kind in a row, before the next database's turn. */
const inARow = 8

/**
 * Measures the same operations in databases of three sizes, one request at a time.
 * @returns {Promise<string>} Markdown
 */
export async function scale(scratch, { quick, machine }) {
  const sizes = quick ? [1_000, 10_000, 100_000] : [1_000, 100_000, 1_000_000]
  const rounds = quick ? 5 : 21
  const built = await build(latchkey.config, join(scratch, 'latchkey'))
  const hash = bcrypt.hashSync(password, 4)
  const servers = []
  let kept
  for (const size of sizes) {
    const started = performance.now()
    const database = join(scratch, String(size))
    await makeDatabase(database, (db) => {
      for (const text of latchkey.schema()) db.exec(text)
      populate(db, size, hash)
      kept = storage(db)
    })
    console.log(`${size} accounts: made in ${((performance.now() - started) / 1000).toFixed(0)} s`)
    servers.push(await open(built, database, size))
  }
  try {
    const results = []
    for (const [title, operation] of Object.entries(operations)) {
      results.push({ title, ...(await compareSizes(servers, operation, rounds)) })
      console.log(line(results.at(-1)))
    }
    return report(results, sizes, kept, rounds, machine)
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()))
  }
}

async function open(built, database, size) {
  const server = await serve(built, { ...latchkey, database, bindings: latchkey.bindings(4) })
  const people = Array.from({ length: 400 }, (_, i) => nameOf(1 + ((i * 7919 + 13) % size)))
  const tokens = []
  for (const name of [nameOf(1), ...people.slice(0, 50)]) {
    tokens.push(latchkey.tokenOf(await askOnce(server.origin, signInAs(name))))
  }
  const [admin, ...users] = tokens
  const asAdmin = (path) => ({ path, headers: bearer(admin) })
  const list = async (path) => JSON.parse((await askOnce(server.origin, asAdmin(path))).text)
  // Half-way through all accounts, by the time at which that one was created.
  const { accounts } = await list(`/api/auth/accounts?search=${nameOf(size / 2)}`)
  const { id, created_at: created } = accounts[0]
  const half = `t.${Date.parse(created)}.${id}`
  return { server, people, users, asAdmin, half, id }
}

const signInAs = (username) => ({ path: '/api/auth/login', ...json({ username, password }) })

/** Each gives the i-th request; the sweep is no request, and times itself. */
const operations = {
  'sign-in (cost 4)':
    ({ people }) =>
    (i) =>
      signInAs(people[i % people.length]),
  'session check':
    ({ users }) =>
    (i) =>
      latchkey.check(users[i % users.length]),
  'search by prefix':
    ({ asAdmin }) =>
    () =>
      asAdmin('/api/auth/accounts?search=person-00005'),
  'list, first page':
    ({ asAdmin }) =>
    () =>
      asAdmin('/api/auth/accounts'),
  'list, half-way':
    ({ asAdmin, half }) =>
    () =>
      asAdmin(`/api/auth/accounts?after=${half}`),
  'audit, first page':
    ({ asAdmin }) =>
    () =>
      asAdmin('/api/auth/audit'),
  'audit of one account':
    ({ asAdmin, id }) =>
    () =>
      asAdmin(`/api/auth/audit?account=${id}`),
  [`sweep of ${wave} sessions and ${wave} events`]: sweep,
}

/** Medians by size, and the ratios of the others to the smallest, taken within a round. */
async function compareSizes(servers, operation, rounds) {
  const asks = servers.map((opened) => operation(opened))
  const times = servers.map(() => [])
  for (let round = -1; round < rounds; round += 1) {
    for (const k of servers.keys()) {
      const at = (k + round + 1) % servers.length
      const { server } = servers[at]
      const taken = operation === sweep ? await asks[at]() : await several(server, asks[at], round)
      // The first round warms up.
      if (round >= 0) times[at].push(taken)
    }
  }
  const ratios = times.map((own) => median(own.map((time, i) => time / times[0][i])))
  return { medians: times.map(median), ratios }
}

async function several({ origin }, ask, round) {
  const next = (i) => ({ kind: 'any', ...ask((round + 1) * inARow + i) })
  const { times } = await load(origin, { connections: 1, requests: inARow, next })
  return median(times.any)
}

function sweep({ server: { miniflare } }) {
  return async () => {
    const db = await miniflare.getD1Database('DB')
    for (const statement of expire(wave)) await db.prepare(statement).run()
    const worker = await miniflare.getWorker()
    const started = performance.now()
    const { outcome } = await worker.scheduled({ cron: '*/5 * * * *' })
    if (outcome !== 'ok') throw new Error(`The sweep ended with ${outcome}.`)
    return performance.now() - started
  }
}

function line({ title, medians, ratios }) {
  return `${title}: ${medians.map((ms, i) => `${ms.toFixed(2)} ms (${ratios[i].toFixed(2)})`).join(', ')}`
}

function report(results, sizes, kept, rounds, machine) {
  const rows = results.map(({ title, medians, ratios }) => {
    const met = ratios.every((ratio) => ratio <= most) ? 'yes' : 'no'
    const others = ratios.slice(1).map((ratio) => ratio.toFixed(2))
    return `| ${[title, ...medians.map((ms) => ms.toFixed(2)), ...others, met].join(' | ')} |`
  })
  const titles = sizes.map((size) => size.toLocaleString('en'))
  const accounts = sizes.at(-1)
  const total = kept.reduce((sum, { bytes }) => sum + bytes, 0)
  const tables = kept
    .filter(({ rows }) => rows > 10)
    .map(({ name, bytes, rows }) => {
      const cells = [
        name,
        rows.toLocaleString('en'),
        (bytes / rows).toFixed(0),
        (bytes / accounts).toFixed(0),
      ]
      return `| ${cells.join(' | ')} |`
    })
  return `# What growth costs

${machine()}

Written by \`npm run bench -- --scale\`: databases made through the migrations, each served by a workerd of its own, one
request at a time, in turn; medians of ${rounds} rounds in milliseconds. A ratio is taken within a round, then its median:
the time in the larger database as a multiple of that in the smallest. At most ${most} is wanted.

| operation | ${titles.map((title) => `${title} accounts`).join(' | ')} | ${titles
    .slice(1)
    .map((title) => `ratio at ${title}`)
    .join(' | ')} | met |
|---${'|---'.repeat(sizes.length * 2)}|
${rows.join('\n')}

## What is kept

On disk with ${titles.at(-1)} accounts, indexes included: ${(total / 1e6).toFixed(0)} MB, ${(total / accounts).toFixed(0)} bytes for an account with all that is its.

| table | rows | bytes a row | bytes an account |
|---|---|---|---|
${tables.join('\n')}
`
}
