/** Milliseconds for anything that happens at all, on a busy machine. */
export const longestWait = 60_000

/**
 * Milliseconds after which something hangs, on a build machine that is ten times as slow as usual. Tests that wait for less time fail
 * when another program keeps the machine busy.
 */
export const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: longestWait } },
}
