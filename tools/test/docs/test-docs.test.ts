import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root, run } from '../../bootstrap/process.mjs'
import { committedFiles } from '../../ci/committed-files.ts'
import { differenceFrom, problemIn } from '../../commands/test-docs/answer.ts'
import { blocksOf, pagesOf } from '../../commands/test-docs/page.ts'

const allPages = (await committedFiles()).filter((name) => name.endsWith('.md'))
const pages = pagesOf(allPages)
const blocksIn = (page: string) => blocksOf(readFileSync(join(root, page), 'utf8'))

/** The scripts that `npm run` finds with these options. */
function scriptsOf(options: string): object {
  const [folder = '.', workspace = '.'] = ['prefix', 'workspace'].map(
    (name) => new RegExp(`--${name} (\\S+)`).exec(options)?.[1],
  )
  return JSON.parse(readFileSync(join(root, folder, workspace, 'package.json'), 'utf8')).scripts
}

const fenced = (lang: string, ...lines: string[]) => [`\`\`\`${lang}`, ...lines, '```'].join('\n')

test('every block of the documentation is valid shell and names scripts that exist', async () => {
  let seen = 0
  for (const page of pages) {
    for (const { line, code } of blocksIn(page)) {
      seen += 1
      const { code: status, output } = await run('bash', ['-n'], { input: `${code}\n` })
      assert.equal(status, 0, `${page}:${line} ${output}`)
      for (const [, name = '', options = ''] of code.matchAll(
        /\bnpm run (?:--silent )?([\w:-]+)([^\n]*)/g,
      ))
        assert.ok(name in scriptsOf(options), `${page}:${line} npm run ${name}${options}`)
    }
  }
  assert.ok(seen > 30, `${seen} blocks`)
})

test('every page with commands is run', () => {
  const others = allPages.filter((page) => !pages.includes(page))
  assert.ok(others.length > 50)
  assert.deepEqual(
    others.filter((page) => blocksIn(page).length > 0),
    [],
  )
})

test('a block that is not run needs what is missing here, or takes too long', () => {
  for (const page of pages) {
    for (const { line, notRun } of blocksIn(page)) {
      assert.match(notRun ?? 'needs nothing', /^(needs|takes) ./, `${page}:${line}`)
      const [file] = /tools\/test\/\S+\.ts/.exec(notRun ?? '') ?? []
      if (file) assert.ok(existsSync(join(root, file)), `${page}:${line} ${file}`)
    }
  }
})

test('a test that runs a block reads it from the page', () => {
  const run = pages.flatMap((page) =>
    blocksIn(page).flatMap(({ line, runBy }) => (runBy ? { page, line, runBy } : [])),
  )
  assert.ok(run.length > 0)
  for (const { page, line, runBy } of run) {
    assert.ok(readFileSync(join(root, runBy), 'utf8').includes(page), `${page}:${line} ${runBy}`)
  }
})

test('blocks are read in order, with their marks and their output', () => {
  const page = [
    '1. A list:',
    '',
    '   <!-- not run: needs an account -->',
    '   ```sh',
    '   first',
    '     indented',
    '   ```',
    '<!-- serves until stopped: Ready on -->',
    fenced('sh', 'second'),
    '<!-- run by: some.test.ts -->',
    fenced('sh', 'elsewhere'),
    'Some words.',
    fenced('sh', 'third'),
    '',
    fenced('json', '{}'),
    fenced('ts', 'not a command'),
    fenced('json', 'no answer to anything'),
  ].join('\n')
  assert.deepEqual(blocksOf(page), [
    { line: 4, code: 'first\n  indented', notRun: 'needs an account' },
    { line: 9, code: 'second', readyWhen: 'Ready on' },
    { line: 13, code: 'elsewhere', runBy: 'some.test.ts' },
    { line: 17, code: 'third', answer: { lang: 'json', text: '{}' } },
  ])
})

test('a mark without a block, a misspelled mark and a fence for another shell are refused', () => {
  const wrong = {
    'line 1: no block': '<!-- not run: because -->\nwords\n```sh\nx\n```',
    'line 1: no sh block': '<!-- not run: because -->\n```ts\nx\n```',
    'line 1: no block follows': '<!-- not run: because -->',
    'line 1: write <!-- not run': '<!-- not run -->\n```sh\nx\n```',
    'line 1: write sh, not bash': '```bash\nx\n```',
    'line 2: this fence': '\n```sh\nx',
  }
  for (const [message, page] of Object.entries(wrong)) {
    assert.throws(
      () => blocksOf(page),
      (error: Error) => error.message.startsWith(message),
      message,
    )
  }
})

test('output is compared by names, nesting and types, not by values', () => {
  const shown = { lang: 'json', text: '{"id":"1","list":[{"a":1},…],"name":null}' }
  const differenceOf = (printed: string) => differenceFrom(shown, printed) ?? ''
  assert.equal(differenceOf('curl says\n{"id":"2","list":[{"a":5},{"a":6}],"name":"Ada"}'), '')
  assert.equal(differenceOf('{"other":1}{"id":"2","list":[],"name":null}'), '')
  assert.match(differenceOf('{"id":"2","list":[]}'), /has id, list, not id, list, name/)
  assert.match(differenceOf('{"id":"2","list":[],"name":null,"more":1}'), /more/)
  assert.match(differenceOf('{"id":2,"list":[],"name":null}'), /id is number, not string/)
  assert.match(differenceOf('{"id":"2","list":[{"b":1}],"name":null}'), /list\[0\] has b, not a/)
  assert.match(differenceOf('nothing'), /no JSON/)
  assert.match(differenceFrom({ lang: 'json', text: '{' }, '{}') ?? '', /not valid/)
  assert.equal(differenceFrom({ lang: '', text: 'Sign in first' }, 'Sign in first'), undefined)
  assert.match(
    differenceFrom({ lang: '', text: 'Sign in first' }, 'no such table') ?? '',
    /does not print/,
  )
})

test('a problem in the output of a successful curl is found', () => {
  assert.equal(problemIn('{"status":409,"code":"username_taken"}'), 'returns 409 username_taken')
  assert.equal(problemIn('{"code":"x","status":200}'), undefined)
  assert.equal(problemIn('Applied 2 migrations'), undefined)
})
