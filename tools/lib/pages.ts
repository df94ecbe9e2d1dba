import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { node } from '../bootstrap/install.mjs'
import { root, run } from '../bootstrap/process.mjs'
import { sharedWithPages } from '../ci/import-rules.ts'

/** The sources of the pages; the lock file names the versions of the packages. */
const sources = ['web', 'client', 'package-lock.json', ...sharedWithPages]

/**
 * Builds the pages of web/ into web/dist unless they were built from the same sources. Neither wrangler nor Vitest starts
 * without that folder.
 * @returns whether it built anything
 * @throws Error with the bundler's message
 */
export async function buildPages(): Promise<boolean> {
  const stamp = contentOf(root, sources)
  const note = join(root, '.wrangler/pages.sha256')
  if (existsSync(join(root, 'web/dist/pages/en.html')) && read(note) === stamp) return false
  // A build that breaks off leaves no note, so the next run builds again.
  rmSync(note, { force: true })
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const built = join(root, '.wrangler/pages')
  const into = ['--outDir', built, '--emptyOutDir']
  const { code, output } = await run(node, [vite, 'build', 'web', '--logLevel', 'warn', ...into])
  if (code !== 0) throw new Error(`The pages could not be built:\n${output.trim()}`)
  replaceFiles(join(root, 'web/dist'), built)
  mkdirSync(dirname(note), { recursive: true })
  writeFileSync(note, stamp)
  return true
}

/** Replaces the files of a folder within milliseconds: `npm start` may serve it, and must not read half of it. */
function replaceFiles(folder: string, source: string): void {
  cpSync(source, folder, { recursive: true })
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!existsSync(join(source, name)))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/**
 * One SHA-256 over the names and contents of files and folders, without built files.
 * @param base the folder of the parts
 * @param parts files and folders; a missing one is empty
 */
export function contentOf(base: string, parts: string[]): string {
  const hash = createHash('sha256')
  for (const name of parts.flatMap((part) => filesIn(base, part)).sort()) {
    const content = readFileSync(join(base, name))
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesIn(base: string, part: string): string[] {
  if (!existsSync(join(base, part))) return []
  if (/\.\w+$/.test(part)) return [part]
  return readdirSync(join(base, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(base, '/').length))
    .filter((name) => !name.startsWith(`${part}/dist/`))
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
