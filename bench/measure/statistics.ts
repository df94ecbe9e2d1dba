/** The median of numbers in any order; NaN if there are none. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/**
 * A quantile of numbers in any order, by linear interpolation as in R and NumPy; NaN if there are none.
 * @param fraction from 0 (the minimum) to 1 (the maximum)
 */
export function quantile(numbers: readonly number[], fraction: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * fraction
  const low = sorted[Math.floor(position)] ?? Number.NaN
  const high = sorted[Math.ceil(position)] ?? Number.NaN
  return low + (high - low) * (position - Math.floor(position))
}
