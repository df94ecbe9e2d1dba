import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'
import { migrate } from '../../lib/database.ts'
import { readConfig } from '../../lib/settings.ts'
import { wrangler } from '../../lib/wrangler.ts'

/** Makes what tests copy, once for all of them. */
export async function run({ positionals: [directory = ''] }: Arguments<'prepared'>): Promise<void> {
  await prepare(directory)
}

/**
 * Writes into a folder: `empty`, an empty, migrated database for --persist-to, and `bundle`, the Worker as it is deployed.
 * options.json in `bundle` has its bindings, with the [vars] of wrangler.toml and without .dev.vars.
 */
export async function prepare(directory: string): Promise<void> {
  await Promise.all([
    migrate(['--local', '--persist-to', join(directory, 'empty')]),
    bundle(join(directory, 'bundle')),
  ])
}

async function bundle(outdir: string): Promise<void> {
  const { code, output } = await wrangler(['deploy', '--minify', '--dry-run', '--outdir', outdir])
  if (code !== 0) throw new Error(output)
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(root, 'wrangler.toml'))
  const options = { ...workerOptions, bindings: readConfig([]).vars }
  writeFileSync(join(outdir, 'options.json'), JSON.stringify(options))
}
