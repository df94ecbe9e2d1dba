import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
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
import { readArguments } from '../../bootstrap/options.mjs'
import { root, run } from '../../bootstrap/process.mjs'

// A clone in which nothing is installed: what installs, calls wrangler or writes before it has read its arguments shows.
const scratch = mkdtempSync(join(tmpdir(), 'latchkey-commands-'))
const clone = join(scratch, 'clone')
const bin = join(scratch, 'bin')
const calls = join(scratch, 'calls')
after(() => rmSync(scratch, { recursive: true, force: true }))

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Scripts that npm calls itself. */
const lifecycle = ['prepack', 'prepare', 'prepublishOnly', 'postinstall']

before(() => {
  const left = ['node_modules', '.git', '.wrangler', '.dev.vars', 'docs', 'test']
  cpSync(root, clone, {
    recursive: true,
    filter: (from) => !left.includes(relative(root, from)) && !/\/(node_modules|dist)$/.test(from),
  })
  mkdirSync(bin)
  for (const name of ['npm', 'npx', 'node_modules']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${calls}"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  // What commands write, so that it would show if it were written anew or removed.
  mkdirSync(join(clone, '.wrangler/state'), { recursive: true })
  mkdirSync(join(clone, 'web/dist'), { recursive: true })
  writeFileSync(join(clone, '.dev.vars'), 'MAIL_FROM=a@b.test\n')
  writeFileSync(join(clone, '.wrangler/pages.sha256'), 'stale')
  writeFileSync(join(clone, 'web/dist/index.html'), 'stale')
  writeFileSync(join(clone, 'client/routes.ts'), 'stale')
})

/** Types a command in the clone; everything there is as before, and nothing else was called. */
async function type(name, ...args) {
  writeFileSync(calls, '')
  const was = fingerprint()
  const { code, stdout, output } = await run(process.execPath, ['tools/run.mjs', name, ...args], {
    cwd: clone,
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
  assert.deepEqual(fingerprint(), was, `${typed} wrote something`)
  assert.equal(readFileSync(calls, 'utf8'), '', `${typed} called something`)
  assert.doesNotMatch(output, /\n\s+at .*:\d+/, typed)
  return { code, stdout, output, typed }
}

function typedAs({ command }) {
  return command.replace(/ --$/, '')
}

/** Every file of the clone, by content and time of its last change. */
function fingerprint() {
  return readdirSync(clone, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name)
      const hash = createHash('sha256').update(readFileSync(file)).digest('hex')
      return `${file} ${statSync(file).mtimeMs} ${hash}`
    })
    .sort()
}

test('every script of package.json runs a command of the same name', () => {
  for (const [name, line] of Object.entries(scripts)) {
    if (lifecycle.includes(name)) continue
    assert.equal(line, `exec node tools/run.mjs ${name}`)
    assert.ok(commands[name], `${name} is not in tools/bootstrap/commands.mjs`)
  }
})

test('every command has a folder with a file of the same name, and every folder a command', () => {
  const folders = readdirSync(join(root, 'tools/commands'))
  const names = Object.keys(commands).map((name) => name.replace(':', '-'))
  assert.deepEqual(folders.sort(), names.sort())
  for (const name of names) {
    const file = join(root, 'tools/commands', name, name)
    assert.ok(existsSync(`${file}.ts`) || existsSync(`${file}.mjs`), file)
  }
})

test('only tools/run.mjs reads the arguments of the process', () => {
  const files = ['tools', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => join(folder, name))
      .filter((name) => /\.(mjs|ts)$/.test(name) && !/^tools\/test\/|node_modules/.test(name)),
  )
  const readers = files.filter((file) =>
    /process\.argv\.slice\(2\)|parseArgs/.test(readFileSync(join(root, file), 'utf8')),
  )
  assert.deepEqual(readers.sort(), ['tools/bootstrap/options.mjs', 'tools/run.mjs'])
})

test('a command that does not exist is refused with the nearest name', async () => {
  const { code, output } = await type('creat-admin')
  assert.equal(code, 1)
  assert.equal(output, 'There is no command creat-admin. Did you mean create-admin?\n')
})

for (const [name, usage] of Object.entries(commands)) {
  test(`${name}: --help describes everything it takes, and does nothing else`, async () => {
    for (const args of [['--help'], ['--no-such-option', '-h']]) {
      const { code, stdout, typed } = await type(name, ...args)
      assert.equal(code, 0, typed)
      assert.ok(stdout.startsWith(`Usage: ${typedAs(usage)}`), stdout)
      const words = stdout.replace(/\s+/g, ' ')
      const parts = [
        ...Object.entries(usage.options ?? {}),
        ...(usage.positionals ?? []).map((each) => [each.name, each]),
      ]
      for (const [part, { about }] of parts) {
        assert.ok(words.includes(part) && words.includes(about), part)
        assert.match(about, /^(\S+ ){2,}\S+[.]$/, `${part} has no sentence`)
      }
    }
  })

  test(`${name}: an argument that it does not know is refused with the usage, and nothing happens`, async () => {
    const strange = [['--no-such-option=x'], ['-Q']]
    const isOpen = usage.positionals?.at(-1)?.many
    const required = (usage.positionals ?? []).map(
      ({ name: each, choices }) => choices?.[0] ?? each,
    )
    if (!isOpen) strange.push([...required, 'something'])
    for (const args of strange) {
      const { code, output, typed } = await type(name, ...args)
      assert.ok([1, 2].includes(code), `${typed} ended with ${code}`)
      assert.ok(output.includes(args.at(-1).split('=')[0]), output)
      assert.ok(output.includes(`Usage: ${typedAs(usage)}`), output)
    }
  })

  test(`${name}: a typing error is refused with the nearest name`, () => {
    const required = (usage.positionals ?? [])
      .filter(({ optional }) => !optional)
      .map(({ name: each, choices }) => choices?.[0] ?? each)
    for (const option of Object.keys(usage.options ?? {})) {
      const slips = [
        `${option}x`,
        option.replaceAll('-', '_'),
        option.slice(0, 1) + option.slice(0),
      ]
      for (const slip of slips.filter((each) => !usage.options[each])) {
        assert.throws(
          () => readArguments([...required, `--${slip}`], usage),
          (error) =>
            error.message.includes(`Unknown option --${slip}. Did you mean --`) &&
            error.message.includes('Usage: '),
        )
      }
    }
  })
}
