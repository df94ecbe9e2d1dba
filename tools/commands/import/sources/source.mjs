import { folded } from './values.mjs'

/**
 * How rows of one kind of service are read: a function that takes a row, in whatever spelling of its columns, and gives
 * its facts. What it knows of columns decides whether a file is one of that kind at all.
 * @typedef {((row: object, how: object) => object) & {
 *   columns: string[], namesIn: string, hashesIn: string, names(name: string): boolean, knows(name: string): boolean,
 *   holds(name: string): boolean, order?: (string | undefined)[]
 * }} Source
 */

/**
 * @param {object} about
 * @param {string[]} about.names columns that say who somebody is; a row has one of them
 * @param {string[]} about.hash columns with the hash of the password
 * @param {string[]} about.others the rest that is read
 * @param {string[]} [about.lists] members of a row that are lists of objects themselves
 * @param {(string | undefined)[]} [about.order] folded columns of a CSV without a line of names
 * @param {(row: object, how: object) => object} about.facts takes the row with its columns folded
 * @returns {Source}
 */
export function source({ names, hash, others, lists = [], order, facts }) {
  const columns = [...names, ...hash, ...others]
  const sets = [names, columns, lists].map((list) => new Set(list.map(folded)))
  const [who, known, inner] = sets
  return Object.assign((row, how) => facts(foldedRow(row), how), {
    columns,
    namesIn: names.join(', '),
    hashesIn: hash.join(', '),
    names: (name) => who.has(folded(name)),
    knows: (name) => known.has(folded(name)),
    holds: (name) => inner.has(folded(name)),
    ...(order && { order }),
  })
}

const marks = new Set(
  ['email', 'username', 'localId', 'user_id', 'password', 'passwordHash']
    .concat(...['hashed_password', 'encrypted_password'])
    .map(folded),
)

/** Whether a member is one that only an account has, whatever service the account is of. */
export function marksAccount(name) {
  return marks.has(folded(name))
}

/** Of two spellings in one row the first that holds something counts. */
function foldedRow(row) {
  const values = new Map()
  for (const [name, value] of Object.entries(row)) {
    const key = folded(name)
    if (values.get(key) == null) values.set(key, value)
  }
  return Object.fromEntries(values)
}
