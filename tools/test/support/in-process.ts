import { mock } from 'node:test'
import type { Result } from '../../bootstrap/process.mjs'

/**
 * Runs a command in this process, and returns what `run` would return: loading wrangler and Drizzle again takes longer than
 * most commands.
 * @param command returns the exit code, or nothing for 0
 */
export async function inProcess(
  command: (args: string[]) => Promise<number> | Promise<void>,
  args: string[],
): Promise<Result> {
  let stdout = ''
  let output = ''
  const log = mock.method(console, 'log', (line: string) => {
    stdout += `${line}\n`
    output += `${line}\n`
  })
  const error = mock.method(console, 'error', (line: string) => {
    output += `${line}\n`
  })
  try {
    return { code: (await command(args)) ?? 0, stdout, output }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return { code: 1, stdout, output: `${output}${message}\n` }
  } finally {
    log.mock.restore()
    error.mock.restore()
  }
}
