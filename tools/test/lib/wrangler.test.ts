import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root, run } from '../../bootstrap/process.mjs'
import { renamedValue, unknownVariables, variableNames } from '../../bootstrap/variables.mjs'
import { parseVars } from '../../lib/settings.ts'
import { tidy, wrangler } from '../../lib/wrangler.ts'
import type { Reply } from '../support/fake-wrangler.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-wrangler-'))
after(() => rmSync(scratch, { recursive: true }))

const esc = '\u001b'
const noisy = [
  `${esc}[31m✘ ${esc}[41;31m[${esc}[41;97mERROR${esc}[41;31m]${esc}[0m ${esc}[1mNot logged in.${esc}[0m`,
  '  To continue without logging in, rerun this command with `--temporary`. Wrangler will use a temporary account.',
  ' ⛅️ wrangler 4.155.0 (update available 4.156.0)',
  `${esc}[33m▲ ${esc}[43;33m[WARNING]${esc}[0m The version of Wrangler you are using is now out-of-date.`,
  'last line',
].join('\n')

function answering(answers: Record<string, Reply>) {
  writeFileSync(join(scratch, 'answers'), JSON.stringify(answers))
  writeFileSync(join(scratch, 'calls'), '')
  return {
    LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-wrangler.ts'),
    ANSWERS: join(scratch, 'answers'),
    CALLS: join(scratch, 'calls'),
  }
}

test('advertisements and colors of wrangler are removed from its messages, but not from its data', async () => {
  Object.assign(process.env, answering({ d1: { stdout: noisy, stderr: noisy } }))
  const { stdout, output } = await wrangler(['d1'])
  assert.equal(stdout, noisy)
  assert.equal(output.match(/Not logged in\./g)?.length, 2)
  assert.equal(output.match(/last line/g)?.length, 2)
  assert.ok(!output.includes(esc))
  assert.doesNotMatch(output, /--temporary|update available|out-of-date/)
})

test('advertisements and colors of wrangler deploy are not written to a pipe', async () => {
  const env = answering({
    'secret list': { stdout: '[{"name":"JWT_SECRET"}]' },
    administered: { stdout: '[{"results":[{"administered":1}],"success":true}]' },
    'deploy --minify': { stdout: noisy, stderr: noisy },
  })
  const { code, output } = await run(process.execPath, [join(root, 'tools/run.mjs'), 'deploy'], {
    env: { ...env, LATCHKEY_ADMIN_EMAIL: '', LATCHKEY_ADMIN_PASSWORD: '' },
  })
  assert.equal(code, 0, output)
  assert.match(output, /Not logged in\..*last line/s)
  assert.ok(!output.includes(esc))
  assert.doesNotMatch(output, /--temporary|update available|out-of-date/)
})

test('no program writes colors to a pipe', async () => {
  delete process.env.NO_COLOR
  delete process.env.FORCE_COLOR
  const printed = 'process.stdout.write(String(process.env.NO_COLOR))'
  assert.equal((await run(process.execPath, ['-e', printed])).stdout, '1')
  process.env.FORCE_COLOR = '1'
  const asked = await run(process.execPath, ['-e', printed])
  delete process.env.FORCE_COLOR
  assert.equal(asked.stdout, 'undefined')
})

test('a line that only resembles an advertisement stays', () => {
  for (const line of ['user --temporary signed in', '{"feedback":"out-of-date"}', '']) {
    assert.equal(tidy(line), line)
  }
})

test('the scripts know the variables of the Worker', async () => {
  const { declared } = await parseVars({})
  assert.deepEqual(variableNames().sort(), Object.keys(declared.displays).sort())
})

test('an unknown name is reported with the nearest name, or with the advice to remove it', () => {
  assert.deepEqual(unknownVariables(['APIS', 'REGISTRATON', 'COLOUR_OF_THE_SKY'], '[vars]'), [
    'REGISTRATON in [vars] is not a setting, so it has no effect. Did you mean REGISTRATION?',
    'COLOUR_OF_THE_SKY in [vars] is not a setting, so it has no effect. Remove it.',
  ])
})

test('a renamed setting or value is reported with its present name', () => {
  const known = ['REGISTRATION', 'INVITATION_DAYS']
  assert.deepEqual(unknownVariables(['USER_TOKEN_DAYS'], '[vars]', known), [
    'USER_TOKEN_DAYS in [vars] is not a setting, so it has no effect. It was renamed to INVITATION_DAYS.',
  ])
  assert.equal(renamedValue('REGISTRATION', 'referral'), 'invitation')
  assert.equal(renamedValue('REGISTRATION', 'open'), undefined)
})
