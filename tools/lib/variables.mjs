import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../bootstrap/nearest.mjs'
import { root } from '../bootstrap/process.mjs'

/**
 * Names of the variables and secrets that the Worker reads. They are found in the text of worker/config/vars.ts, so that npm start
 * knows them before it has installed anything; a test compares them with the schema.
 */
export function variableNames() {
  const text = readFileSync(join(root, 'worker/config/vars.ts'), 'utf8')
  return [...text.matchAll(/^ {4}([A-Z][A-Z_]+): /gm)].map(([, name]) => name)
}

/**
 * A sentence for each name that is none of them: with `REGISTRATON = "closed"`, anybody could register.
 * @param {string[]} names
 * @param {string} place where they were found
 */
export function unknownVariables(names, place) {
  const known = variableNames()
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known)
      const hint = near ? `Did you mean ${near}?` : 'Remove it.'
      return `${name} in ${place} is no setting, so it has no effect. ${hint}`
    })
}
