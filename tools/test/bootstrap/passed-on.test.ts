import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Option } from '../../bootstrap/options.mjs'
import { deployOptions, devOptions, vitestOptions } from '../../bootstrap/passed-on.mjs'
import { root, run } from '../../bootstrap/process.mjs'

const programs: Record<string, [file: string, command: string, options: Record<string, Option>]> = {
  'wrangler dev': ['wrangler/bin/wrangler.js', 'dev', devOptions],
  'wrangler deploy': ['wrangler/bin/wrangler.js', 'deploy', deployOptions],
  'vitest run': ['vitest/vitest.mjs', 'run', vitestOptions],
}

for (const [name, [file, command, options]] of Object.entries(programs)) {
  test(`${name} has every option that our commands pass on, with the same kind of value`, async () => {
    const { output } = await run(
      process.execPath,
      [join(root, 'node_modules', file), command, '--help'],
      { env: { NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' } },
    )
    for (const [option, { value, short, many, choices }] of Object.entries(options)) {
      const line = output
        // A long description continues on the next line.
        .replace(/\n {20,}(?=[^ -])/g, ' ')
        .split('\n')
        .find((each) => new RegExp(`^ *(-\\w, +)?(--[\\w-]+, )*--${option}[ ,]`).test(each))
      assert.ok(line, `${name} has no --${option}`)
      if (short) assert.match(line, new RegExp(`-${short}, `))
      if (name === 'vitest run') {
        assert.equal(/ [<[]\S+[>\]] /.test(line), Boolean(value), line)
        continue
      }
      assert.equal(/\[boolean\]/.test(line), !value, line)
      assert.equal(/\[array\]/.test(line), Boolean(many), line)
      for (const choice of choices ?? []) assert.ok(line.includes(`"${choice}"`), line)
    }
  })
}
