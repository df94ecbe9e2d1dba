import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from './nearest.mjs'
import { root } from './process.mjs'

/**
 * Names of the Worker's variables and secrets. They are found in the text of worker/<capability>/vars.ts, so that npm start
 * can check them before anything is installed; a test compares them with the schemas.
 * @returns {string[]}
 */
export function variableNames() {
  const worker = join(root, 'worker')
  return readdirSync(worker)
    .map((folder) => join(worker, folder, 'vars.ts'))
    .filter((file) => existsSync(file))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): \[/gm)])
    .flatMap(([, name]) => name ?? [])
}

/**
 * Settings and values that got another name. The Worker no longer accepts the old one.
 * @type {{ name: string, value?: string, to: string }[]}
 */
const renames = [
  { name: 'USER_TOKEN_DAYS', to: 'INVITATION_DAYS' },
  { name: 'REGISTRATION', value: 'referral', to: 'invitation' },
]

/**
 * A sentence for each name that is not a setting: with `REGISTRATON = "closed"`, anyone can register.
 * @param {readonly string[]} names
 * @param {string} place where the names were found
 * @param {readonly string[]} known the names of all settings
 * @returns {string[]}
 */
export function unknownVariables(names, place, known = variableNames()) {
  return names
    .filter((name) => !known.includes(name))
    .map(
      (name) => `${name} in ${place} is not a setting, so it has no effect. ${hint(name, known)}`,
    )
}

/**
 * @param {string} name
 * @param {readonly string[]} known
 */
function hint(name, known) {
  const renamed = renames.find((each) => each.name === name && each.value === undefined)
  if (renamed && known.includes(renamed.to)) return `It was renamed to ${renamed.to}.`
  const near = nearest(name, known)
  return near ? `Did you mean ${near}?` : 'Remove it.'
}

/**
 * The present name of a value that the Worker refuses.
 * @param {string} name the setting
 * @param {string} value
 * @returns {string | undefined} undefined unless the value was renamed
 */
export function renamedValue(name, value) {
  return renames.find((each) => each.name === name && each.value === value)?.to
}
