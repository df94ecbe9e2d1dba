/** More edits than this, for each four characters, and two names have nothing to do with each other. */
const editsPerFour = 1

/**
 * The known name that somebody who typed another one most likely meant.
 * @param {string} typed
 * @param {string[]} known
 * @returns {string | undefined} undefined if none is near
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

/** Case, hyphens and underscores are what people mix up first. */
function plain(name) {
  return name.toLowerCase().replace(/[-_]/g, '')
}

/** Edits that turn one text into the other; two letters in the wrong order are one (optimal string alignment). */
function distance(a, b) {
  let beforeLast = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        last[j] + 1,
        row[j - 1] + 1,
        last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? beforeLast[j - 2] + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}
