import { mock } from 'node:test'

/**
 * Runs what a script runs, and answers as `run` does, but in this process: loading wrangler and drizzle anew takes
 * longer than most commands.
 * @param {(args: string[]) => Promise<number>} command
 */
export async function inProcess(command, args) {
  let stdout = ''
  let output = ''
  const log = mock.method(console, 'log', (line) => {
    stdout += `${line}\n`
    output += `${line}\n`
  })
  const error = mock.method(console, 'error', (line) => {
    output += `${line}\n`
  })
  try {
    return { code: await command(args), stdout, output }
  } catch ({ message }) {
    return { code: 1, stdout, output: `${output}${message}\n` }
  } finally {
    log.mock.restore()
    error.mock.restore()
  }
}
