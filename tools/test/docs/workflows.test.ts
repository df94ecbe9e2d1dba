import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type CommandName, commands, readCommand } from '../../bootstrap/commands.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { deployedWorker } from '../support/deployment.ts'
import { serve } from '../support/fake-instance.ts'
import { copyProject } from '../support/project-copy.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-workflow-'))
after(() => rmSync(scratch, { recursive: true }))

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}

interface Step {
  name: string
  env: string[]
  command: string
}

/** The steps of a workflow that run a command. */
function stepsOf(yaml: string): Step[] {
  return yaml.split(/^ {6}- /m).flatMap((text) => {
    const [, command] = /^ {8}run: (.+)$/m.exec(text) ?? []
    const [, name = ''] = /^name: (.+)$/m.exec(text) ?? []
    const env = [...text.matchAll(/^ {10}([A-Z_]+): \$\{\{ (?:secrets|vars)\.\1 \}\}$/gm)]
    return command ? [{ name, env: env.flatMap(([, each]) => each ?? []), command }] : []
  })
}

test('the commands of every workflow are valid, and only their steps get the token', () => {
  for (const name of readdirSync(join(root, 'docs/workflows'))) {
    const steps = stepsOf(readFileSync(join(root, 'docs/workflows', name), 'utf8'))
    for (const { command, env } of steps) {
      const [, own = '', args = ''] = /^npm run (\S+)(?: -- (.*))?$/.exec(command) ?? []
      if (own) {
        assert.ok(isCommand(own), command)
        readCommand(own, args.split(' ').filter(Boolean))
      }
      const usesCloudflare = /^npx wrangler |--remote|^npm run deploy$/.test(command)
      assert.equal(env.includes('CLOUDFLARE_API_TOKEN'), usesCloudflare, command)
    }
  }
})

test('the steps of the workflow check, deploy and then check the instance', async () => {
  const steps = stepsOf(readFileSync(join(root, 'docs/workflows/deploy.yml'), 'utf8'))
  const [install, dryRun, deploy, doctor, ...others] = steps
  assert.equal(install?.command, 'npm ci')
  assert.deepEqual(others, [])

  const copy = join(scratch, 'copy')
  copyProject(copy)
  const { url } = await serve()
  const state = { results: [{ open: 0, default_passwords: 0 }], success: true }
  const answers = { ...deployedWorker, default_passwords: { stdout: JSON.stringify([state]) } }
  writeFileSync(join(scratch, 'answers'), JSON.stringify(answers))
  const execute = async (step: Step | undefined) => {
    writeFileSync(join(scratch, 'calls'), '')
    const { code, output } = await run('bash', ['-e', '-c', step?.command ?? ''], {
      cwd: copy,
      env: {
        LATCHKEY_WRANGLER: join(copy, 'tools/test/support/fake-wrangler.ts'),
        ANSWERS: join(scratch, 'answers'),
        CALLS: join(scratch, 'calls'),
        LATCHKEY_URL: url.origin,
        CLOUDFLARE_ENV: '',
      },
    })
    const calls = readFileSync(join(scratch, 'calls'), 'utf8').split('\n').filter(Boolean)
    const commands = calls.map((line) => JSON.parse(line).args.join(' ').replace(/ -.*/s, ''))
    return { code, output, commands }
  }
  assert.deepEqual((await execute(dryRun)).commands, ['deploy'])
  const deployed = await execute(deploy)
  assert.equal(deployed.code, 0, deployed.output)
  assert.deepEqual(deployed.commands, [
    'secret list',
    'd1 migrations apply DB',
    'd1 execute DB',
    'deploy',
  ])
  const checked = await execute(doctor)
  assert.equal(checked.code, 0, checked.output)
  assert.match(checked.output, /The Worker and its database respond/)
  assert.deepEqual(checked.commands, ['secret list', 'd1 execute DB'])
})
