// Makes what tests copy, once for all of them:
//   node tools/commands/test/prepared.mjs DIR
// DIR/empty is an empty, migrated database, as --persist-to names one. DIR/bundle is the Worker as it is deployed, with
// its bindings in options.json and the [vars] of wrangler.toml among them, but nothing of .dev.vars.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'
import { migrate } from '../../lib/database.mjs'
import { wrangler } from '../../lib/wrangler.mjs'

await main('prepared', async ({ positionals: [directory] }) => {
  await Promise.all([
    migrate(['--local', '--persist-to', join(directory, 'empty')]),
    bundle(join(directory, 'bundle')),
  ])
})

async function bundle(outdir) {
  // Only now: these need the packages.
  const { unstable_getMiniflareWorkerOptions } = await import('wrangler')
  const { readConfig } = await import('../../lib/settings.mjs')
  const { code, output } = await wrangler(['deploy', '--minify', '--dry-run', '--outdir', outdir])
  if (code !== 0) throw new Error(output)
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(root, 'wrangler.toml'))
  const options = { ...workerOptions, bindings: readConfig([]).vars }
  writeFileSync(join(outdir, 'options.json'), JSON.stringify(options))
}
