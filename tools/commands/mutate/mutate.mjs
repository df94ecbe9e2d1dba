// Takes every guard of the files below away, one at a time in a copy of the tree, and runs the tests that should
// notice: npm run mutate [-- PART-OF-A-FILE-NAME]. A guard that nobody misses is no guard.
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOrEnd } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { root } from '../../bootstrap/process.mjs'
import { buildPages } from '../../lib/pages.mjs'
import { scratchDirectory } from '../../lib/temp-dir.mjs'

/** What tells of changes to an account, whoever makes them. */
const changes = [
  'products/argon-profile',
  'products/asta',
  'products/asyncat-account',
  'passwords/reset',
  'sessions/sessions',
  'setup/default-accounts',
  'limits/throttle',
  'system/races',
]

/** Where the guards are, and the tests that watch them. */
const guarded = {
  'worker/sessions/guards.ts': [
    'administration/administration',
    'sessions/guards',
    'sessions/browser-sessions',
    'audit/events',
    'sessions/token-purposes',
    'sessions/sessions',
    'limits/throttle',
    'products/asta-admin',
    'system/transports',
    'system/proofs',
    'system/write-limits',
  ],
  'worker/http/body.ts': ['system/slow-bodies', 'system/bad-requests', 'system/bad-input'],
  'worker/limits/concurrency.ts': ['limits/concurrency', 'system/slow-bodies'],
  'worker/http/cookie.ts': ['sessions/browser-sessions'],
  'worker/pages/access.ts': ['pages/pages'],
  'worker/pages/pages.ts': ['pages/pages'],
  'worker/sessions/token.ts': [
    'sessions/tokens',
    'sessions/token-purposes',
    'invitations/invitations',
  ],
  'worker/sessions/session.ts': [
    'sessions/browser-sessions',
    'sessions/tokens',
    'sessions/sessions',
    'own-account/deletion',
    'products/asyncat',
    'system/races',
    'system/transports',
    'system/write-limits',
    'system/between',
  ],
  'worker/sessions/sign-in.ts': [
    'audit/events',
    'system/costs',
    'limits/throttle',
    'setup/default-accounts',
    'sessions/sessions',
    'system/races',
    'system/budgets',
  ],
  'worker/db/statements.ts': [
    'db/statements',
    'invitations/invitations',
    'own-account/deletion',
    'setup/setup',
    'system/races',
  ],
  'worker/limits/throttle.ts': [
    'limits/throttle',
    'mail/mail',
    'codes/challenge',
    'system/races',
    'system/outages',
    'system/write-limits',
  ],
  'worker/audit/events.ts': ['audit/events', 'system/write-limits'],
  'worker/mail/messages.ts': [
    'mail/mail',
    'mail/notices',
    'sessions/devices',
    'own-account/change-email',
    'system/mailbox',
  ],
  'worker/db/sweep.ts': ['db/sweep', 'audit/audit-log'],
  'worker/codes/challenge.ts': [
    'audit/events',
    'own-account/change-email',
    'own-account/own-account',
    'codes/challenge',
    'input/typed-code',
    'products/lncrawl-mail',
    'system/races',
    'invitations/invitations',
  ],
  'worker/passwords/reset.ts': [
    'passwords/reset',
    'mail/mail',
    'audit/events',
    'products/lncrawl-mail',
    'system/races',
  ],
  'worker/invitations/invitation.ts': [
    'invitations/invitations',
    'invitations/routes',
    'products/lncrawl-tokens',
    'products/lncrawl',
    'system/races',
  ],
  'worker/setup/setup.ts': [
    'system/costs',
    'setup/setup',
    'setup/default-accounts',
    'audit/events',
    'products/open-archiver',
    'system/races',
    'system/between',
  ],
  'worker/setup/default-accounts.ts': ['setup/default-accounts', 'products/asyncat'],
  'worker/accounts/change.ts': ['administration/administration', ...changes],
  'worker/own-account/change.ts': changes,
  'worker/accounts/create.ts': [
    'own-account/own-account',
    'accounts/accounts',
    'setup/default-accounts',
    'system/races',
  ],
  'worker/accounts/delete.ts': [
    'own-account/own-account',
    'own-account/deletion',
    'products/asta-admin',
    'system/races',
  ],
  'worker/own-account/deactivate.ts': ['products/lncrawl-deactivation'],
  'worker/accounts/usernames.ts': ['accounts/usernames', 'accounts/accounts'],
  'worker/products/conflict.ts': ['http/openapi', 'products/argon'],
  'worker/administration/administration.ts': [
    'administration/administration',
    'products/asta-admin',
    'system/proofs',
  ],
  'worker/administration/search.ts': ['administration/search', 'products/asta-list'],
  'worker/passwords/hashing/formats.ts': ['passwords/stored-hashes', 'passwords/bcrypt-vectors'],
  'worker/passwords/hashing/hash.ts': [
    'passwords/passwords',
    'passwords/stored-hashes',
    'passwords/opaque-string',
    'system/budgets',
  ],
  'worker/passwords/hashing/queue.ts': ['passwords/queue'],
  'worker/passwords/policy.ts': [
    'passwords/passwords',
    'passwords/chosen-passwords',
    'passwords/stored-hashes',
    'system/budgets',
  ],
  'worker/own-account/registration.ts': [
    'products/registration',
    'products/lncrawl',
    'invitations/invitations',
    'system/races',
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
