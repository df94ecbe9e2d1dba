import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../bootstrap/process.mjs'
import equivalent from '../../commands/mutate/equivalent.json' with { type: 'json' }
import { guarded } from '../../commands/mutate/guarded.ts'
import { mutantsOf } from '../../commands/mutate/mutants.ts'

test('each guarded file exists and has a guard, and each of its tests exists', () => {
  for (const [file, tests] of Object.entries(guarded)) {
    assert.notDeepEqual(mutantsOf(file), [], file)
    const missing = tests.filter((name) => !existsSync(join(root, `test/${name}.test.ts`)))
    assert.deepEqual(missing, [], file)
  }
})

test('each equivalent mutant is in exactly one place of a guarded file', () => {
  for (const { file, part } of equivalent) {
    assert.ok(file in guarded, file)
    const places = readFileSync(join(root, file), 'utf8').split(part).length - 1
    assert.equal(places, 1, `${file}: ${part}`)
  }
})
