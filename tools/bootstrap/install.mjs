import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { diskFull, failureOf, isWorthARetry, unsupported } from './install-failure.mjs'
import { freeIn, showProgress } from './install-progress.mjs'
import { root, run } from './process.mjs'

/** Node 24 of node_modules: wrangler and vitest want more than many machines have. */
export const node = join(root, 'node_modules/node/bin/node')

/** Bytes that node_modules takes. */
const needed = 650 * 2 ** 20

/** Once with little patience, so that somebody offline learns it soon; npm's own takes over a minute. */
const impatient = ['--fetch-retries=0', '--fetch-timeout=60000']

/**
 * Installs what package-lock.json names, unless it is there already; `directory` is the project's or one inside. Ends the
 * process with one sentence when it cannot.
 */
export async function install(directory = root) {
  if (isInstalled(directory)) return
  const fault = unsupported(thisMachine())
  if (fault) fail(fault)
  const isFirst = directory === root && !existsSync(join(root, 'node_modules'))
  if (isFirst && freeIn(root) < needed) fail(diskFull(root))
  const size = directory === root ? ', about 300 MB' : ''
  console.log(`Installing packages (npm ci${size}) ...`)
  let { code, output, present, free } = await npmCi(directory, impatient)
  if (code !== 0 && isWorthARetry(output, present)) {
    console.log('The connection was interrupted: trying once more.')
    ;({ code, output, free } = await npmCi(directory, []))
  }
  if (code !== 0) fail(failureOf(output, directory, free))
}

function fail(text) {
  console.error(text)
  process.exit(1)
}

function thisMachine() {
  const { platform, arch, versions } = process
  // Only glibc names its version.
  const musl = platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
  return { platform, arch, node: versions.node, musl }
}

async function npmCi(directory, flags) {
  // npm ci empties node_modules, so npm must not run on the Node inside it.
  const inside = join(root, 'node_modules')
  const path = (process.env.PATH ?? '').split(delimiter).filter((dir) => !dir.startsWith(inside))
  const quiet = ['--no-fund', '--no-audit', '--loglevel=error']
  const done = showProgress(directory)
  const command = ['ci', '--include=dev', '--prefer-offline', ...quiet, ...flags]
  const result = await run('npm', command, {
    cwd: directory,
    env: { PATH: path.join(delimiter) },
  }).catch(({ message }) => ({ code: 1, output: `npm cannot be run: ${message}` }))
  return { ...result, ...done() }
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
