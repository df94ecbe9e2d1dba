import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { wrangler } from '../../tools/lib/wrangler.ts'

/** A bundled Worker as Miniflare runs it. */
export interface Bundle {
  modules: Module[]
  directory: string
  /** Size, minified and gzipped. */
  kibibytes: number
}

/** One module of a Worker; the first of a list is the entry point. */
export interface Module {
  type: 'ESModule' | 'CompiledWasm'
  path: string
  contents: string | Uint8Array<ArrayBuffer>
}

const moduleTypes: Record<string, Module['type']> = {
  '.js': 'ESModule',
  '.mjs': 'ESModule',
  '.wasm': 'CompiledWasm',
}

/**
 * Bundles and minifies a Worker as a deployment does.
 * @param config path of the Worker's wrangler.toml
 * @param directory where the bundle is written
 * @param entry replaces the entry point that the configuration names
 * @throws Error with wrangler's output
 */
export async function bundle(config: string, directory: string, entry?: string): Promise<Bundle> {
  const what = entry === undefined ? [] : [entry]
  const how = ['--config', config, '--dry-run', '--minify', '--outdir', directory]
  const { code, output } = await wrangler(['deploy', ...what, ...how])
  if (code !== 0) throw new Error(output)
  const modules = readdirSync(directory)
    // The entry point is the only .js file.
    .toSorted((a, b) => Number(b.endsWith('.js')) - Number(a.endsWith('.js')))
    .flatMap((name) => {
      const type = moduleTypes[extname(name)]
      const path = join(directory, name)
      return type ? [{ type, path, contents: readFileSync(path) }] : []
    })
  return { modules, directory, kibibytes: Number(/gzip: ([\d.]+) KiB/.exec(output)?.[1]) }
}
