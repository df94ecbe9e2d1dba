// Runs test files in one process, because a process that loads wrangler, Miniflare and the Worker takes two seconds of CPU time for
// that alone:
//   node together.ts FILE...
import { resolve } from 'node:path'
import process, { argv } from 'node:process'
import { after, before, describe } from 'node:test'
// What these modules share ends after the last file, not after the first one that imports them.
import './support/deployment.ts'
import './support/fake-instance.ts'
import './support/rehearsal.ts'

for (const file of argv.slice(2)) {
  describe(file, async () => {
    let variables: NodeJS.ProcessEnv
    before(() => {
      variables = { ...process.env }
    })
    await import(resolve(file))
    after(() => {
      for (const name of Object.keys(process.env))
        if (!(name in variables)) delete process.env[name]
      Object.assign(process.env, variables)
    })
  })
}
