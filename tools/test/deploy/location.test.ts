import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands } from '../../bootstrap/commands.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { writePlacement } from '../../commands/deploy/location.ts'
import { mergedFile, operatorFile, projectFile } from '../../lib/config/files.ts'
import { jurisdictions, locationOf, locations } from '../../lib/config/locations.ts'
import { readConfig } from '../../lib/settings.ts'
import { attempt, deployedWorker, newWorker, scratch, toml } from '../support/deployment.ts'
import { copyProject } from '../support/project-copy.ts'

/** wrangler's answer until the database is created. */
const missing = {
  code: 1,
  stderr: "Couldn't find a D1 DB named 'latchkey' (bound as 'DB') in the API.",
  until: '"create"',
}

test('wrangler d1 create knows every location and jurisdiction, and so does the command', async () => {
  const { output } = await run(
    process.execPath,
    [join(root, 'node_modules/wrangler/bin/wrangler.js'), 'd1', 'create', '--help'],
    { env: { NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' } },
  )
  const { location, jurisdiction } = commands.deploy.options
  assert.deepEqual([...location.choices], Object.keys(locations))
  assert.deepEqual([...jurisdiction.choices], Object.keys(jurisdictions))
  for (const name of [...location.choices, ...jurisdiction.choices]) {
    assert.ok(output.includes(`"${name}"`), name)
  }
})

test('each location has a region that is in it', () => {
  for (const [location, { region }] of Object.entries(locations)) {
    assert.equal(locationOf(region), location, region)
  }
  const others = {
    'aws:us-west-1': 'wnam',
    'aws:us-east-2': 'enam',
    'aws:eu-west-1': 'weur',
    'aws:ap-northeast-1': 'apac',
    'gcp:us-east4': 'enam',
    'gcp:us-west1': 'wnam',
    'gcp:us-central1': 'enam',
    'gcp:europe-west1': 'weur',
    'gcp:asia-east1': 'apac',
    'gcp:australia-southeast1': 'oc',
    'azure:westeurope': 'weur',
    'azure:northeurope': 'weur',
    'azure:eastus': 'enam',
    'azure:westus2': 'wnam',
    'azure:southeastasia': 'apac',
    'azure:polandcentral': 'eeur',
    'azure:southafricanorth': undefined,
    'aws:sa-east-1': undefined,
  }
  for (const [region, location] of Object.entries(others)) {
    assert.equal(locationOf(region), location, region)
  }
})

test('a missing database is created where the users are, and the Worker is placed near it', async () => {
  const copy = join(scratch, 'located')
  copyProject(copy)
  const answers = { 'd1 migrations apply': missing, ...newWorker }
  writeFileSync(join(scratch, 'located.answers'), JSON.stringify(answers))
  writeFileSync(join(scratch, 'located.calls'), '')
  const { code, output } = await run(
    process.execPath,
    [join(copy, 'tools/run.mjs'), 'deploy', '--location', 'apac'],
    {
      cwd: copy,
      env: {
        LATCHKEY_WRANGLER: join(copy, 'tools/test/support/fake-wrangler.ts'),
        ANSWERS: join(scratch, 'located.answers'),
        CALLS: join(scratch, 'located.calls'),
        CLOUDFLARE_ENV: '',
      },
    },
  )
  assert.equal(code, 0, output)
  assert.match(output, /Created the database latchkey in Asia-Pacific\./)
  const own = '[placement]\nregion = "aws:ap-southeast-1"\n'
  assert.equal(readFileSync(join(copy, operatorFile), 'utf8'), own)
  const lines = readFileSync(join(scratch, 'located.calls'), 'utf8').trim().split('\n')
  const calls: string[] = lines.map((line) => JSON.parse(line).args.join(' '))
  assert.ok(calls.some((line) => line.startsWith('d1 create latchkey --location=apac')))
  assert.match(calls.at(-1) ?? '', /^deploy .*--config=wrangler\.latchkey\.json/)
  const { placement } = readConfig(['--config', join(copy, mergedFile)])
  assert.deepEqual({ ...placement }, { region: 'aws:ap-southeast-1' })
})

test('a database in another location stops the deployment, because it cannot move', async () => {
  const administered = {
    stdout: JSON.stringify([
      { results: [{ administered: 1 }], meta: { served_by_region: 'WEUR' }, success: true },
    ]),
  }
  const { code, output, steps } = await attempt({
    answers: { ...deployedWorker, administered },
    args: ['--location', 'oc'],
  })
  assert.equal(code, 1)
  assert.match(output, /The database is in weur, not in oc, and cannot move\./)
  assert.ok(!steps.includes('deploy'))
})

test('with a configuration of another name, the lines are printed instead of written', async () => {
  const file = join(scratch, 'other.toml')
  writeFileSync(file, toml)
  const { code, output, steps } = await attempt({
    answers: { 'd1 migrations apply': missing, ...newWorker },
    args: ['--config', file, '--jurisdiction', 'eu'],
  })
  assert.equal(code, 0, output)
  assert.ok(steps.some((step) => step.startsWith('d1 create latchkey --jurisdiction=eu')))
  assert.match(output, /add to .*other\.toml:\n\[placement\]\nregion = "aws:eu-central-1"/)
  assert.ok(!existsSync(join(root, operatorFile)) && !existsSync(join(scratch, operatorFile)))

  // A placement that is there stays.
  writeFileSync(file, `${toml}\n[placement]\nmode = "smart"\n`)
  const again = await attempt({
    answers: deployedWorker,
    args: ['--config', file, '--jurisdiction', 'eu'],
  })
  assert.equal(again.code, 0, again.output)
  assert.doesNotMatch(again.output, /placement/)
})

test('placement joins what the file has, also for an environment, or leaves the file as it is', () => {
  const directory = mkdtempSync(join(scratch, 'placed-'))
  const file = join(directory, operatorFile)
  writeFileSync(join(directory, projectFile), readFileSync(join(root, projectFile)))
  writeFileSync(file, 'name = "acme"\n[env.staging]\nroutes = []')
  assert.equal(writePlacement('aws:eu-central-1', 'staging', directory), mergedFile)
  const args = ['--config', join(directory, mergedFile)]
  assert.equal(readConfig(args).placement, undefined)
  const staging = readConfig([...args, '--env', 'staging'])
  assert.deepEqual({ ...staging.placement }, { region: 'aws:eu-central-1' })

  const inline = 'env = { staging = { routes = [] } }\n'
  writeFileSync(file, inline)
  assert.equal(writePlacement('aws:eu-central-1', 'staging', directory), undefined)
  assert.equal(readFileSync(file, 'utf8'), inline)
})
