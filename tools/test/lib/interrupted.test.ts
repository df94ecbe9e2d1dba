import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { root } from '../../bootstrap/process.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-interrupted-'))
after(() => rmSync(scratch, { recursive: true }))

const file = join(scratch, 'incomplete')
/** In the place of wrangler: a database that never answers. */
const silent = join(scratch, 'silent.mjs')
writeFileSync(silent, 'setTimeout(() => {}, 60_000)')

/** Programs that wait for the database after they created their file. */
const programs = {
  backup: `import { run } from '${root}/tools/commands/backup/backup.ts'
await run({ values: { remote: true }, positionals: ['${file}'] })`,
  export: `import { exportAccounts } from '${root}/tools/commands/export/accounts.ts'
const select = () => new Promise(() => setTimeout(() => {}, 60_000))
await exportAccounts({ select }, '${file}', { now: 0 })`,
}

for (const [name, program] of Object.entries(programs)) {
  test(`an interrupted ${name} leaves no file that looks complete`, async () => {
    const args = ['--input-type=module', '--eval', program]
    const env = { ...process.env, LATCHKEY_WRANGLER: silent }
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
    const ended = once(child, 'close')
    // At once: a handler that is registered after the file is created would miss the signal.
    while (!existsSync(file) && child.exitCode === null) await setImmediate()
    assert.ok(existsSync(file))
    child.kill('SIGINT')
    await ended
    assert.ok(!existsSync(file))
  })
}
