// The entry of every npm script: node tools/run.mjs NAME [ARGUMENTS]. It reads the arguments, installs missing packages and
// runs tools/commands/NAME/NAME.ts under the project's Node 24. This file and bootstrap/ also run under Node 20.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commands, readCommand } from './bootstrap/commands.mjs'
import { install, node } from './bootstrap/install.mjs'
import { nearest } from './bootstrap/nearest.mjs'
import { root, run } from './bootstrap/process.mjs'
import { resolveOnce } from './bootstrap/resolve-once.mjs'

try {
  const [name = '', ...args] = process.argv.slice(2)
  process.exitCode = await runCommand(name, args)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function runCommand(name, args) {
  if (!isCommand(name)) {
    const near = nearest(name, Object.keys(commands))
    throw new Error(`There is no command ${name}.${near ? ` Did you mean ${near}?` : ''}`)
  }
  const read = readCommand(name, args)
  await install()
  if (Number.parseInt(process.versions.node, 10) < 24) {
    const how = { show: true, stdin: /** @type {const} */ ('inherit'), cwd: process.cwd() }
    return (await run(node, process.argv.slice(1), how)).code
  }
  resolveOnce()
  const file = name.replace(':', '-')
  await applyOperatorSettings(name, read.values)
  const command = await import(`./commands/${file}/${file}.ts`)
  return (await command.run(read)) ?? 0
}

/**
 * The operator's settings apply to every command that chooses a configuration, unless --config names another file.
 * @param {import('./bootstrap/commands.mjs').CommandName} name
 * @param {import('./bootstrap/options.mjs').AnyValues} values
 */
async function applyOperatorSettings(name, values) {
  const { options = {} } = /** @type {import('./bootstrap/options.mjs').Usage} */ (commands[name])
  if (!('config' in options) || values.config !== undefined) return
  if (!existsSync(join(root, 'latchkey.toml'))) return
  const { writeMergedConfig } = await import('./lib/config/operator-file.ts')
  values.config = writeMergedConfig()
}

/**
 * @param {string} name
 * @returns {name is import('./bootstrap/commands.mjs').CommandName}
 */
function isCommand(name) {
  return Object.hasOwn(commands, name)
}
