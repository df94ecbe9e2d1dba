import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg } from 'node:os'

const packages = ['workerd', 'miniflare', 'better-auth', 'hono', 'jose', 'bcryptjs', 'drizzle-orm']

/** Describes the machine, its load average and the versions under test, in two lines of Markdown. */
export function describeMachine(): string {
  const cores = cpus()
  const model = cores[0]?.model.trim() ?? 'Unknown CPU'
  const [load = Number.NaN] = loadavg()
  const date = new Date().toISOString().slice(0, 10)
  const versions = packages.map((name) => `${name} ${versionOf(name)}`)
  return [
    `${model}, ${cores.length} cores; load average ${load.toFixed(1)} at the end; ${date}.`,
    `node ${process.versions.node}, ${versions.join(', ')}.`,
  ].join('\n')
}

/** The installed version of a package. Its `exports` may hide package.json, so the file is read directly. */
function versionOf(name: string): string {
  const directories = createRequire(import.meta.url).resolve.paths(name) ?? []
  for (const directory of directories) {
    try {
      return JSON.parse(readFileSync(`${directory}/${name}/package.json`, 'utf8')).version
    } catch {
      // Not installed here: try the parent directory.
    }
  }
  return 'unknown'
}
