import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { failureOf, isWorthARetry, unsupported } from '../../bootstrap/install-failure.mjs'
import { root, run } from '../../bootstrap/process.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-install-'))
after(() => rmSync(scratch, { recursive: true, force: true }))
let runs = 0

/**
 * Installs a project of two packages with an npm that runs a script and records its arguments.
 * @returns the exit code, the lines of stderr and the calls of npm
 */
async function installWith(script: string) {
  runs += 1
  const project = join(scratch, `project-${runs}`)
  const bin = join(scratch, `bin-${runs}`)
  mkdirSync(project)
  mkdirSync(bin)
  const packages = {
    '': {},
    'node_modules/one': { integrity: 'x' },
    'node_modules/two': { integrity: 'x' },
    'node_modules/elsewhere': { integrity: 'x', os: ['aix'] },
  }
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages }))
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$@" >> ../calls-${runs}\n${script}\n`)
  chmodSync(join(bin, 'npm'), 0o755)
  const program = `import { install } from '${pathToFileURL(join(root, 'tools/bootstrap/install.mjs'))}'
    await install(${JSON.stringify(project)})`
  const { code, stdout, output } = await run(
    process.execPath,
    ['--input-type=module', '-e', program],
    { env: { PATH: `${bin}${delimiter}${process.env.PATH}` } },
  )
  const errors = output.split('\n').filter((line) => line !== '' && !stdout.includes(line))
  const { stdout: calls } = await run('cat', [join(scratch, `calls-${runs}`)])
  return { code, errors, calls: calls.trim().split('\n') }
}

const npmError = (code: string, text = '') =>
  `echo "npm error code ${code}" >&2; echo "npm error ${text}" >&2; echo "    at stack (x.js:1:2)" >&2; exit 1`

test('without a network the error is one sentence, after one attempt', async () => {
  for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN']) {
    const { code: status, errors, calls } = await installWith(npmError(code))
    assert.equal(status, 1)
    assert.equal(errors.length, 1)
    assert.match(
      errors.join(),
      new RegExp(`^The npm registry cannot be reached \\(${code}\\)\\. .*network`),
    )
    assert.equal(calls.length, 1)
    assert.match(calls.join(), /--fetch-retries=0/)
  }
})

test('the error for a full disk is one sentence', async () => {
  for (const text of [npmError('ENOSPC'), npmError('1', 'write: No space left on device')]) {
    const { code, errors } = await installWith(text)
    assert.equal(code, 1)
    assert.equal(errors.length, 1)
    assert.match(errors.join(), /^The disk is full: /)
  }
})

test('an interrupted installation is retried with the timeouts of npm', async () => {
  const half = 'mkdir -p node_modules/one && echo {} > node_modules/one/package.json'
  // Only the first run fails, after it installed a package.
  const script = `[ -e tried ] && exit 0; touch tried; ${half}; ${npmError('ECONNRESET')}`
  assert.equal(isWorthARetry('npm error code ECONNRESET', 1), true)
  assert.equal(isWorthARetry('npm error code ECONNRESET', 0), false)
  assert.equal(isWorthARetry('npm error code ENOTFOUND', 1), false)
  assert.equal(isWorthARetry('npm error code EUSAGE', 1), false)
  const { code, calls } = await installWith(script)
  assert.equal(code, 0)
  assert.equal(calls.length, 2)
  assert.doesNotMatch(calls[1] ?? '', /--fetch-retries/)
})

test('an unknown error is printed as npm printed it', () => {
  assert.equal(
    failureOf('npm error code EUSAGE\n', '/x', 2 ** 30),
    'npm error code EUSAGE\nThe packages could not be installed.',
  )
  // On a full disk npm reports a truncated package.json.
  assert.match(failureOf('Unexpected end of JSON input', '/x', 0), /^The disk is full: /)
})

test('an unsupported machine is refused with one sentence', () => {
  const supported: Parameters<typeof unsupported>[0] = {
    platform: 'linux',
    arch: 'x64',
    node: '20.11.0',
    musl: false,
  }
  for (const machine of [supported, { ...supported, platform: 'darwin', arch: 'arm64' }]) {
    assert.equal(unsupported(machine), undefined)
  }
  const refused: Record<string, typeof supported> = {
    WSL: { ...supported, platform: 'win32' },
    ppc64: { ...supported, arch: 'ppc64' },
    Alpine: { ...supported, musl: true },
    'Node 20 or later': { ...supported, node: '18.19.0' },
  }
  for (const [word, machine] of Object.entries(refused)) {
    const sentence = unsupported(machine) ?? ''
    assert.ok(sentence.includes(word), sentence)
    assert.doesNotMatch(sentence, /\n/)
  }
})
