import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../bootstrap/process.mjs'
import { committedFiles } from './committed-files.ts'
import {
  crowdedFolders,
  forbiddenImports,
  importCycles,
  importsIn,
  type Modules,
  mostFiles,
} from './import-rules.ts'

/** Folders whose modules are checked. */
const checked = /^(worker|schema|web|client|tools|test|bench)\/.+\.(ts|tsx|mjs)$/

/** Folders whose number of files is limited. */
const limited = /^(worker|tools|test\/support)\//

/** Checks the imports and the size of the folders. Returns one line for each fault. */
export async function importFaults(): Promise<string[]> {
  const files = await committedFiles()
  const modules: Modules = new Map(
    files
      .filter((file) => checked.test(file))
      .map((file) => [file, importsIn(file, readFileSync(join(root, file), 'utf8'))]),
  )
  return [
    ...importCycles(modules).map((group) => `These modules import each other: ${group.join(', ')}`),
    ...forbiddenImports(modules).map(({ from, to, reason }) => `${from} imports ${to}. ${reason}`),
    ...crowdedFolders(files.filter((file) => limited.test(file))).map(
      ({ folder, count }) => `${folder} has ${count} files. At most ${mostFiles} are allowed.`,
    ),
  ]
}
