// Makes what tests copy, once for all of them:
//   node tools/prepared.mjs DIR
// DIR/empty is an empty, migrated database, as --persist-to names one. DIR/bundle is the Worker as it is deployed, with
// its bindings in options.json and the [vars] of wrangler.toml among them, but nothing of .dev.vars.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import { root } from './child.mjs'
import { migrate } from './database.mjs'
import { readConfig } from './settings.mjs'
import { wrangler } from './wrangler.mjs'

const [directory] = process.argv.slice(2)
await Promise.all([migrate(['--local', '--persist-to', join(directory, 'empty')]), bundle()])

async function bundle() {
  const outdir = join(directory, 'bundle')
  const { code, output } = await wrangler(['deploy', '--minify', '--dry-run', '--outdir', outdir])
  if (code !== 0) throw new Error(output)
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(root, 'wrangler.toml'))
  const options = { ...workerOptions, bindings: readConfig([]).vars }
  writeFileSync(join(outdir, 'options.json'), JSON.stringify(options))
}
