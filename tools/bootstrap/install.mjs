import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { diskFull, failureOf, isWorthARetry, unsupported } from './install-failure.mjs'
import { freeIn, showProgress } from './install-progress.mjs'
import { root, run } from './process.mjs'

/** The Node 24 of node_modules: wrangler, Vitest and our TypeScript need a newer Node than many machines have. */
export const node = join(root, 'node_modules/node/bin/node')

/** Bytes that node_modules takes. */
const needed = 650 * 2 ** 20

/** The first try fails fast, so that a user who is offline learns it soon: npm's own patience takes over a minute. */
const impatient = ['--fetch-retries=0', '--fetch-timeout=60000']

/**
 * Installs the packages of package-lock.json unless they are installed already. If that fails, it prints one sentence and
 * ends the process.
 * @param {string} directory the project's folder, or a folder inside with a lock file
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
    console.log('The connection was interrupted. Trying again.')
    ;({ code, output, free } = await npmCi(directory, []))
  }
  if (code !== 0) fail(failureOf(output, directory, free))
}

/**
 * @param {string} text
 * @returns {never}
 */
function fail(text) {
  console.error(text)
  process.exit(1)
}

function thisMachine() {
  const { platform, arch, versions } = process
  const report =
    /** @type {{ header?: { glibcVersionRuntime?: string } }} Node's types say only object. */ (
      process.report.getReport()
    )
  // Only glibc reports a version.
  const musl = platform === 'linux' && !report.header?.glibcVersionRuntime
  return { platform, arch, node: versions.node, musl }
}

/**
 * @param {string} directory
 * @param {string[]} flags
 */
async function npmCi(directory, flags) {
  // npm ci empties node_modules, so npm must not run on the Node inside it.
  const inside = join(root, 'node_modules')
  const path = (process.env.PATH ?? '').split(delimiter).filter((dir) => !dir.startsWith(inside))
  const quiet = ['--no-fund', '--no-audit', '--loglevel=error']
  const done = showProgress(directory)
  const command = ['ci', '--include=dev', '--prefer-offline', ...quiet, ...flags]
  const { code, output } = await run('npm', command, {
    cwd: directory,
    env: { PATH: path.join(delimiter) },
  }).catch(({ message }) => ({ code: 1, output: `npm cannot be run: ${message}` }))
  return { code, output, ...done() }
}

/**
 * npm records its installed packages in node_modules when it is done.
 * @param {string} directory
 */
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

/**
 * @param {string} lock
 * @returns {Record<string, { version: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>}
 */
function packages(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages
}
