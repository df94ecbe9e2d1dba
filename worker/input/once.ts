/**
 * A function that creates a value at its first call, and returns the same value afterwards. An isolate uses few of its schemas
 * and Unicode patterns, and to create all of them takes a third of the time in which its global scope is evaluated.
 */
export function once<T>(create: () => T): () => T {
  let created: T | undefined
  return () => {
    created ??= create()
    return created
  }
}
