// Takes every guard of the files below away, one at a time in a copy of the tree, and runs the tests that should
// notice: npm run mutate [-- PART-OF-A-FILE-NAME]. A guard that nobody misses is no guard.
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './child.mjs'
import { readOrEnd } from './commands.mjs'
import { install, node } from './install.mjs'
import { buildPages } from './pages.mjs'
import { scratchDirectory } from './scratch.mjs'

/** What tells of changes to an account, whoever makes them. */
const changes = [
  'documented/argon-profile',
  'documented/asta',
  'documented/asyncat-account',
  'core/reset-links',
  'core/sessions',
  'core/default-accounts',
  'core/throttle',
  'races',
]

/** Where the guards are, and the tests that watch them. */
const guarded = {
  'worker/bearer.ts': [
    'core/administration',
    'core/authorization',
    'core/browser-sessions',
    'core/events',
    'core/purposes',
    'core/sessions',
    'core/throttle',
    'documented/asta-admin',
    'transports',
    'proofs',
    'write-limits',
  ],
  'worker/body.ts': ['slow-bodies', 'bad-requests', 'bad-input'],
  'worker/core/turn.ts': ['core/turn', 'slow-bodies'],
  'worker/cookie.ts': ['core/browser-sessions'],
  'worker/destination.ts': ['core/pages'],
  'worker/pages.ts': ['core/pages'],
  'worker/core/tokens.ts': ['core/tokens', 'core/purposes', 'core/api-tokens'],
  'worker/core/sessions.ts': [
    'core/browser-sessions',
    'core/tokens',
    'core/sessions',
    'core/deletion',
    'documented/asyncat',
    'races',
    'transports',
    'write-limits',
    'between',
  ],
  'worker/core/sign-in.ts': [
    'core/events',
    'costs',
    'core/throttle',
    'core/default-accounts',
    'core/sessions',
    'races',
    'budgets',
  ],
  'worker/core/statements.ts': ['core/api-tokens', 'core/deletion', 'core/setup', 'races'],
  'worker/core/throttle.ts': [
    'core/throttle',
    'core/mail',
    'core/otp',
    'races',
    'outages',
    'write-limits',
  ],
  'worker/core/events.ts': ['core/events', 'write-limits'],
  'worker/core/mail.ts': [
    'core/mail',
    'core/notices',
    'core/devices',
    'core/address-change',
    'mailbox',
  ],
  'worker/core/sweep.ts': ['core/sweep', 'core/audit'],
  'worker/core/otp.ts': [
    'core/events',
    'core/address-change',
    'core/own-account',
    'core/otp',
    'core/typed',
    'documented/lncrawl-mail',
    'races',
    'core/api-tokens',
  ],
  'worker/core/reset-links.ts': [
    'core/reset-links',
    'core/mail',
    'core/events',
    'documented/lncrawl-mail',
    'races',
  ],
  'worker/core/api-tokens.ts': [
    'core/api-tokens',
    'core/own-tokens',
    'documented/lncrawl-tokens',
    'documented/lncrawl',
    'races',
  ],
  'worker/core/setup.ts': [
    'costs',
    'core/setup',
    'core/default-accounts',
    'core/events',
    'documented/open-archiver',
    'races',
    'between',
  ],
  'worker/core/default-accounts.ts': ['core/default-accounts', 'documented/asyncat'],
  'worker/core/account-changes.ts': ['core/administration', ...changes],
  'worker/core/own-changes.ts': changes,
  'worker/core/account-creation.ts': [
    'core/own-account',
    'core/accounts',
    'core/default-accounts',
    'races',
  ],
  'worker/core/account-deletion.ts': [
    'core/own-account',
    'core/deletion',
    'documented/asta-admin',
    'races',
  ],
  'worker/core/deactivation.ts': ['documented/lncrawl-deactivation'],
  'worker/core/usernames.ts': ['core/usernames', 'core/accounts'],
  'worker/api/conflict.ts': ['openapi', 'documented/argon'],
  'worker/core/administration.ts': ['core/administration', 'documented/asta-admin', 'proofs'],
  'worker/core/account-search.ts': ['core/account-search', 'documented/asta-list'],
  'worker/core/hash-forms.ts': ['core/stored-hashes', 'core/bcrypt-vectors'],
  'worker/core/passwords.ts': [
    'core/passwords',
    'core/chosen-passwords',
    'core/stored-hashes',
    'budgets',
  ],
  'worker/core/registration.ts': [
    'documented/registration',
    'documented/lncrawl',
    'core/api-tokens',
    'races',
  ],
}

/** Mutants that change nothing anybody could see, each with the reason. Found by a part of their line. */
const equivalent = JSON.parse(
  readFileSync(new URL('mutate-equivalent.json', import.meta.url), 'utf8'),
)

const {
  positionals: [wanted = ''],
} = readOrEnd('mutate')
await install()
await buildPages()
const scratch = scratchDirectory()

/** As many at a time as a small machine has cores, each in a copy of its own. */
const lanes = ['a', 'b'].map((name) => copyTo(join(scratch, name)))

const mutants = Object.entries(guarded)
  .filter(([file]) => file.includes(wanted))
  .flatMap(([file, tests]) => mutantsOf(file).map((mutant) => ({ file, tests, ...mutant })))

const broken = []
await inLanes([...new Set(mutants.map(({ tests }) => tests))], async (copy, tests) => {
  if (!(await passes(copy, tests))) broken.push(tests)
})
for (const tests of broken) {
  console.error(
    `These fail without any mutant, so they would notice everything: ${tests.join(', ')}`,
  )
}
if (broken.length > 0) process.exit(2)

let killed = 0
const survivors = []
await inLanes(mutants, async (copy, { file, tests, line, title, text }) => {
  writeFileSync(join(copy, file), text)
  const noticed = !(await passes(copy, tests))
  cpSync(join(root, file), join(copy, file))
  if (noticed) killed++
  else survivors.push(`${file}:${line} ${title}`)
  console.log(`${noticed ? 'noticed ' : 'SURVIVED'} ${file}:${line} ${title}`)
})
const score = (100 * killed) / Math.max(1, mutants.length)
console.log(`\n${killed} of ${mutants.length} mutants were noticed: ${score.toFixed(1)} %`)
for (const survivor of survivors) console.log(`  survived: ${survivor}`)
process.exitCode = score >= 95 ? 0 : 1

function copyTo(copy) {
  for (const part of [
    'worker',
    'schema',
    'drizzle',
    'test',
    'web/dist',
    'wrangler.toml',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Each lane takes the next of what is waiting. */
async function inLanes(items, work) {
  const waiting = [...items]
  await Promise.all(
    lanes.map(async (copy) => {
      for (let item = waiting.shift(); item; item = waiting.shift()) await work(copy, item)
    }),
  )
}

/** A mutant that makes the tests hang is noticed, too. */
function passes(copy, tests) {
  const files = tests.map((name) => `test/${name}.test.ts`)
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--project=worker', '--bail=1', '--maxWorkers=1']
  const running = spawn(node, [...args, '--reporter=dot', ...files], {
    cwd: copy,
    stdio: 'ignore',
    timeout: 150_000,
  })
  return new Promise((resolve) => running.on('close', (code) => resolve(code === 0)))
}

/** One mutant for each way to weaken one guard. */
function mutantsOf(file) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  return lines.flatMap((source, index) =>
    weakened(source)
      .filter(([, changed]) => changed !== source)
      .filter(() => !equivalent.some(({ file: at, part }) => at === file && source.includes(part)))
      .map(([how, changed]) => ({
        line: index + 1,
        title: `${how}: ${source.trim()}`,
        text: lines.with(index, changed).join('\n'),
      })),
  )
}

function weakened(source) {
  const guard = /^(\s*(?:\} else )?if \()(.+)(\) (?:throw|return|\{).*)$/.exec(source)
  if (guard) {
    const [, before, condition, after] = guard
    return [['never', `${before}false as boolean && (${condition})${after}`]]
  }
  // A condition of a statement, standing on a line of its own.
  const condition =
    /^(\s*)((?:eq|ne|gt|lt|lte|isNull|inArray)\(.*\)|sql`.*(?: [<>=]+ | is null|exists ).*`),$/.exec(
      source,
    )
  if (condition && !/\.as\(|case when/.test(source)) {
    return [['left out', `${condition[1]}sql\`true\`,`]]
  }
  // A comparison inside SQL.
  if (/sql`|^\s+(?:where|and|or|select) |is (?:not )?null/.test(source)) {
    return [
      ['loosened', source.replace(/ is null/, ' is not null')],
      ['loosened', source.replace(/(?<!=) <= /, ' >= ')],
      ['turned', source.replace(/not exists/, 'exists')],
    ]
  }
  return []
}
