import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'
import { tempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'
import { wrangler } from '../../lib/wrangler.ts'

/** The part of esbuild's metafile that is used: for each file of the output, the bytes of each module in it. */
interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>
}

/** The bundle of a deployment. */
export interface Bundle {
  /** KiB, minified and gzipped. */
  size: number
  /** The names of the packages in the Worker and in its pages, sorted. */
  packages: string[]
}

/**
 * Builds the pages and the Worker as a deployment does, and uploads nothing.
 * @throws Error with wrangler's output
 */
export async function bundleWorker(): Promise<Bundle> {
  await buildPages()
  const directory = tempDir('bundle')
  const metafile = join(directory, 'meta.json')
  const args = ['--minify', '--outdir', directory, `--metafile=${metafile}`]
  const { code, output } = await wrangler(['deploy', '--dry-run', ...args])
  const size = Number(/gzip: ([\d.]+) KiB/.exec(output)?.[1])
  if (code !== 0 || Number.isNaN(size)) throw new Error(output)
  const ofPages: string[] = JSON.parse(readFileSync(join(root, 'web/dist/packages.json'), 'utf8'))
  const ofWorker = packagesIn(JSON.parse(readFileSync(metafile, 'utf8')))
  return { size, packages: [...new Set([...ofWorker, ...ofPages])].sort() }
}

/** The packages that contribute bytes to the output. */
export function packagesIn({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
  return inputs.flatMap(([file, { bytesInOutput }]) => {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]
    return name && bytesInOutput > 0 ? [name] : []
  })
}
