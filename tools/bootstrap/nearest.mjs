/** Names that differ by more edits than this for each four characters are unrelated. */
const editsPerFour = 1

/**
 * The known name that is nearest to a misspelled one.
 * @param {string} typed
 * @param {readonly string[]} known
 * @returns {string | undefined} undefined if no name is near
 */
export function nearest(typed, known) {
  const wanted = plain(typed)
  const most = Math.max(2, Math.ceil(wanted.length / 4) * editsPerFour)
  const [best] = known
    .map((name) => ({ name, edits: distance(wanted, plain(name)) }))
    .filter(({ name, edits }) => edits <= most && edits < plain(name).length)
    .sort((a, b) => a.edits - b.edits)
  return best?.name
}

/**
 * Case, hyphens and underscores are the most frequent mistakes.
 * @param {string} name
 */
function plain(name) {
  return name.toLowerCase().replace(/[-_]/g, '')
}

/**
 * The optimal string alignment distance: edits from one text to the other, and swapped neighbours are one edit.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
function distance(a, b) {
  const none = Number.POSITIVE_INFINITY
  /** @type {number[]} */
  let beforeLast = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        (last[j] ?? none) + 1,
        (row[j - 1] ?? none) + 1,
        (last[j - 1] ?? none) + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwapped ? (beforeLast[j - 2] ?? none) + 1 : none,
      )
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? none
}
