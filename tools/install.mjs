import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root, run } from './child.mjs'

/** Node 24 of node_modules: wrangler and vitest want more than many machines have. */
export const node = join(root, 'node_modules/node/bin/node')

/** Installs what package-lock.json names, unless it is there already; `directory` is the project's or one inside. */
export async function install(directory = root) {
  if (isInstalled(directory)) return
  console.log('Installing packages (npm ci) ...')
  // npm ci empties node_modules, so npm must not run on the Node inside it.
  const inside = join(root, 'node_modules')
  const path = (process.env.PATH ?? '').split(delimiter).filter((dir) => !dir.startsWith(inside))
  const { code, output } = await run('npm', ['ci', '--include=dev', '--no-fund', '--no-audit'], {
    cwd: directory,
    env: { PATH: path.join(delimiter) },
  })
  if (code === 0) return
  console.error(output)
  console.error('The packages could not be installed.')
  process.exit(code)
}

/** npm writes what it installed into node_modules when it is done, whoever called it. */
function isInstalled(directory) {
  const hidden = join(directory, 'node_modules/.package-lock.json')
  if (!existsSync(hidden) || !existsSync(node)) return false
  const wanted = packages(join(directory, 'package-lock.json'))
  const present = packages(hidden)
  return Object.entries(wanted).every(
    ([path, { version, integrity, optional, devOptional, peer }]) =>
      // The project, and the workspace inside it with its link, hold nothing that is downloaded.
      integrity === undefined ||
      (present[path]
        ? present[path].version === version && present[path].integrity === integrity
        : optional || devOptional || peer),
  )
}

function packages(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages
}

/**
 * For scripts that read the Worker's TypeScript: installs, then goes on under Node 24, which strips types.
 * Never returns under an older one: the script runs again as a child, and we exit as it does.
 */
export async function onOwnNode() {
  await install()
  if (Number.parseInt(process.versions.node, 10) >= 24) return
  const { code } = await run(node, process.argv.slice(1), {
    show: true,
    stdin: 'inherit',
    cwd: process.cwd(),
  })
  process.exit(code)
}
