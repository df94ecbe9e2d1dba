import assert from 'node:assert/strict'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { after, before, test } from 'node:test'
import { commands } from '../../bootstrap/commands.mjs'
import {
  type Option,
  type Positional,
  readArguments,
  type Usage,
} from '../../bootstrap/options.mjs'
import { root, run } from '../../bootstrap/process.mjs'

// A copy without packages: it shows if a command installs, calls wrangler or writes before it reads its arguments.
const scratch = mkdtempSync(join(tmpdir(), 'latchkey-commands-'))
const copy = join(scratch, 'copy')
const bin = join(scratch, 'bin')
const calls = join(scratch, 'calls')
after(() => rmSync(scratch, { recursive: true, force: true }))

const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)

/** Scripts that npm calls by itself. */
const lifecycle = ['prepack', 'prepare', 'prepublishOnly', 'postinstall']

before(() => {
  const left = ['node_modules', '.git', '.wrangler', '.dev.vars', 'docs', 'test']
  cpSync(root, copy, {
    recursive: true,
    filter: (from) => !left.includes(relative(root, from)) && !/\/(node_modules|dist)$/.test(from),
  })
  mkdirSync(bin)
  for (const name of ['npm', 'npx', 'node_modules']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${calls}"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  // Files that commands write: a change to them would show.
  mkdirSync(join(copy, '.wrangler/state'), { recursive: true })
  mkdirSync(join(copy, 'web/dist/pages'), { recursive: true })
  writeFileSync(join(copy, '.dev.vars'), 'MAIL_FROM=a@b.test\n')
  writeFileSync(join(copy, '.wrangler/pages.sha256'), 'stale')
  writeFileSync(join(copy, 'web/dist/pages/en.html'), 'stale')
  writeFileSync(join(copy, 'client/routes.ts'), 'stale')
})

/** The copy before the first command. */
let unchanged: string[] | undefined

/** Runs a command in the copy, and checks that it changes nothing there and runs no other program. */
async function type(name: string, ...args: string[]) {
  writeFileSync(calls, '')
  unchanged ??= fingerprint()
  const { code, stdout, output } = await run(process.execPath, ['tools/run.mjs', name, ...args], {
    cwd: copy,
    env: {
      CALLS: calls,
      ANSWERS: join(scratch, 'none'),
      LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-wrangler.ts'),
      LATCHKEY_ADMIN_EMAIL: 'boss@x.test',
      LATCHKEY_ADMIN_PASSWORD: 'Walk-the-3-dogs',
      NODE_COMPILE_CACHE: join(scratch, 'compiled'),
      PATH: [bin, process.env.PATH].join(delimiter),
    },
  })
  const typed = [name, ...args].join(' ')
  assert.deepEqual(fingerprint(), unchanged, `${typed} wrote something`)
  assert.equal(readFileSync(calls, 'utf8'), '', `${typed} called something`)
  assert.doesNotMatch(output, /\n\s+at .*:\d+/, typed)
  return { code, stdout, output, typed }
}

function typedAs({ command }: Usage): string {
  return command.replace(/ --$/, '')
}

/**
 * Every file of the copy, by identity and time of its last change, which the system sets at every write and which no program can set
 * back.
 */
function fingerprint() {
  return readdirSync(copy, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const { ino, ctimeNs } = statSync(join(copy, name), { bigint: true })
      return `${name} ${ino} ${ctimeNs}`
    })
    .sort()
}

test('every script of package.json runs a command of the same name', () => {
  for (const [name, line] of Object.entries(scripts)) {
    if (lifecycle.includes(name)) continue
    // With exec, a signal to npm reaches the command.
    assert.equal(line, `exec node tools/run.mjs ${name}`)
    assert.ok(name in commands, `${name} is not in tools/bootstrap/commands.mjs`)
  }
})

test('each command has a folder and a file of the same name, and each folder belongs to a command', () => {
  const folders = readdirSync(join(root, 'tools/commands'))
  const names = Object.keys(commands).map((name) => name.replace(':', '-'))
  assert.deepEqual(folders.sort(), names.sort())
  for (const name of names) {
    const file = join(root, 'tools/commands', name, name)
    assert.ok(existsSync(`${file}.ts`), file)
  }
})

test('only tools/run.mjs reads the arguments of the process', () => {
  const files = ['tools', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((name) => /\.(mjs|ts)$/.test(name) && !/^tools\/test\/|node_modules/.test(name)),
  )
  const readers = files.filter((file) =>
    /process\.argv\.slice\(2\)|parseArgs/.test(readFileSync(join(root, file), 'utf8')),
  )
  assert.deepEqual(readers.sort(), ['tools/bootstrap/options.mjs', 'tools/run.mjs'])
})

test('an unknown command is refused with the nearest name', async () => {
  const { code, output } = await type('creat-admin')
  assert.equal(code, 1)
  assert.equal(output, 'There is no command creat-admin. Did you mean create-admin?\n')
})

test('--help and -h print the same', async () => {
  const { code, stdout } = await type('start', '--help')
  assert.equal(code, 0)
  assert.equal(stdout, (await type('start', '-h')).stdout)
})

for (const [name, usage] of Object.entries<Usage>(commands)) {
  test(`${name}: -h describes every argument and does nothing else`, async () => {
    const { code, stdout, typed } = await type(name, '--no-such-option', '-h')
    assert.equal(code, 0, typed)
    assert.ok(stdout.startsWith(`Usage: ${typedAs(usage)}`), stdout)
    const words = stdout.replace(/\s+/g, ' ')
    const parts: [string, Option | Positional][] = [
      ...Object.entries(usage.options ?? {}),
      ...(usage.positionals ?? []).map((each): [string, Positional] => [each.name, each]),
    ]
    for (const [part, { about }] of parts) {
      assert.ok(words.includes(part) && words.includes(about), part)
      assert.match(about, /^(\S+ ){2,}\S+[.]$/, `${part} has no sentence`)
    }
  })

  test(`${name}: an unknown argument is refused with the usage, and nothing happens`, async () => {
    const { code, output, typed } = await type(name, '--no-such-option=x')
    assert.equal(code, 1, typed)
    assert.ok(output.includes('--no-such-option'), output)
    assert.ok(output.includes(`Usage: ${typedAs(usage)}`), output)
    // All commands read their arguments with this function.
    const strange = [['-Q']]
    const isOpen = usage.positionals?.at(-1)?.many
    const required = (usage.positionals ?? []).map(
      ({ name: each, choices }) => choices?.[0] ?? each,
    )
    if (!isOpen) strange.push([...required, 'something'])
    for (const args of strange) {
      assert.throws(
        () => readArguments(args, usage),
        ({ message }: Error) =>
          message.includes(args.at(-1) ?? '') && message.includes(`Usage: ${typedAs(usage)}`),
      )
    }
  })

  test(`${name}: a misspelled option is refused with the nearest name`, () => {
    const required = (usage.positionals ?? [])
      .filter(({ optional }) => !optional)
      .map(({ name: each, choices }) => choices?.[0] ?? each)
    for (const option of Object.keys(usage.options ?? {})) {
      const slips = [
        `${option}x`,
        option.replaceAll('-', '_'),
        option.slice(0, 1) + option.slice(0),
      ]
      for (const slip of slips.filter((each) => !usage.options?.[each])) {
        assert.throws(
          () => readArguments([...required, `--${slip}`], usage),
          (error: Error) =>
            error.message.includes(`Unknown option --${slip}. Did you mean --`) &&
            error.message.includes('Usage: '),
        )
      }
    }
  })
}
