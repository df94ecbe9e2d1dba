import { join } from 'node:path'
import { type Bundle, bundle } from '../../../../bench/runtime/bundle.ts'
import { root } from '../../../bootstrap/process.mjs'
import { tempDir } from '../../../lib/files/temp-dir.ts'

/** The entry point that wraps the Worker, from the folder of a project. */
const entry = 'tools/commands/evidence/service/entry.ts'

let built: Promise<Bundle> | undefined

/** The Worker of this project as it is deployed, with a database that can fail on command. Built once. */
export function builtWorker(): Promise<Bundle> {
  built ??= buildWorker(root, tempDir('evidence-bundle'))
  return built
}

/** Builds the Worker of a project folder, such as an earlier version. */
export function buildWorker(project: string, directory: string): Promise<Bundle> {
  return bundle(join(project, 'wrangler.toml'), directory, join(project, entry))
}
