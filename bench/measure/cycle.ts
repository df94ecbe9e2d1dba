/**
 * Makes a function that returns the i-th item (from 0) and starts over after the last one.
 * @throws Error when called, if there are no items
 */
export function cycle<T>(items: readonly T[]): (i: number) => T {
  return (i) => {
    const item = items[i % items.length]
    if (item === undefined) throw new Error('There is nothing to cycle through.')
    return item
  }
}
