import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} RunOptions
 * @property {boolean} [show] Send the output to our own output instead of collecting it.
 * @property {'ignore' | 'inherit'} [stdin] The default is `ignore`.
 * @property {string} [input] Text for stdin.
 * @property {Variables} [env] Variables to add to our own.
 * @property {string} [cwd] The default is the project.
 * @property {(line: string) => string | undefined} [tidy] Rewrites each line, or drops it with undefined. Output to a
 *   terminal is not rewritten.
 * @property {AbortSignal} [signal] Ends the program.
 * @property {(line: string) => void} [onErrorLine] Receives each line of stderr instead of the output.
 *
 * @typedef {object} Result
 * @property {number} code the exit code, or 128 plus the number of the signal that ended the program
 * @property {string} stdout
 * @property {string} output stdout and stderr together
 *
 * @typedef {(line: string) => string | undefined} Tidy
 *
 * @typedef {Record<string, string | undefined>} Variables environment variables of a program
 */

/** The project's folder. Every program runs there unless `cwd` names another one. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Node's compile cache: wrangler starts a quarter faster with it. */
const compiled = join(root, '.wrangler/compiled')

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
/** @type {NodeJS.Signals | undefined} */
let stopped

/**
 * Runs a program and waits for its end. A signal that ends this process ends the program first: a supervisor sends TERM only
 * to the process that it started.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<Result>}
 * @throws Error if the program cannot be started
 */
export function run(
  command,
  args,
  { show = false, stdin = 'ignore', input, env, cwd = root, tidy, signal, onErrorLine } = {},
) {
  listen()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: environment({ NODE_COMPILE_CACHE: compiled, ...colors(show), ...process.env, ...env }),
      stdio: [
        input === undefined ? stdin : 'pipe',
        output(process.stdout.isTTY, false),
        output(process.stderr.isTTY, onErrorLine !== undefined),
      ],
    })
    let stdout = ''
    let all = ''
    // Not rewritten: stdout may hold data.
    if (!show) {
      child.stdout?.on('data', (text) => {
        stdout += text
      })
    }
    /** @param {string} text */
    const collect = (text) => {
      all += text
    }
    follow(child.stdout, tidy, show ? (text) => process.stdout.write(text) : collect)
    follow(
      child.stderr,
      onErrorLine ? passing(onErrorLine, process.stderr.isTTY ? undefined : tidy) : tidy,
      show ? (text) => process.stderr.write(text) : collect,
    )
    signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
    child.stdin?.on('error', () => {}).end(input)
    running.add(child)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      if (stopped) process.exit(code ?? exitCode(stopped))
      resolve({ code: code ?? (signal ? exitCode(signal) : 1), stdout, output: all })
    })
  })

  /**
   * @param {boolean} isTerminal
   * @param {boolean} isWatched
   * @returns {'inherit' | 'pipe'}
   */
  function output(isTerminal, isWatched) {
    return show && (isTerminal || !tidy) && !isWatched ? 'inherit' : 'pipe'
  }
}

/**
 * The environment of a program. The generated types require the variables of the Worker in every environment.
 * @param {Variables} variables
 */
export function environment(variables) {
  return /** @type {NodeJS.ProcessEnv} */ (variables)
}

/** @param {NodeJS.Signals} signal */
function exitCode(signal) {
  return 128 + constants.signals[signal]
}

/**
 * Passes each line on and drops it from the output.
 * @param {(line: string) => void} take
 * @param {Tidy} [tidy]
 * @returns {Tidy}
 */
function passing(take, tidy = (line) => line) {
  return (line) => {
    const tidied = tidy(line)
    if (tidied !== undefined) take(tidied)
    return undefined
  }
}

/**
 * Some programs write colors into pipes unless NO_COLOR is set. FORCE_COLOR requires colors.
 * @param {boolean} show
 */
function colors(show) {
  const isWanted = (show && process.stdout.isTTY) || 'FORCE_COLOR' in process.env
  return isWanted ? {} : { NO_COLOR: '1' }
}

/**
 * Writes what a stream sends: as it comes, or line by line through `tidy`.
 * @param {import('node:stream').Readable | null} stream
 * @param {Tidy | undefined} tidy
 * @param {(text: string) => void} write
 */
function follow(stream, tidy, write) {
  if (!stream) return
  stream.setEncoding('utf8')
  if (!tidy) {
    stream.on('data', write)
    return
  }
  let begun = ''
  stream.on('data', (/** @type {string} */ text) => {
    const lines = (begun + text).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) {
      const tidied = tidy(line)
      if (tidied !== undefined) write(`${tidied}\n`)
    }
  })
  stream.on('end', () => {
    const tidied = begun === '' ? undefined : tidy(begun)
    if (tidied !== undefined) write(tidied)
  })
}

/**
 * Calls `remove` when this process ends, also by a signal.
 * @param {() => void} remove
 * @returns {() => void} keeps what `remove` would remove
 */
export function atExit(remove) {
  listen()
  process.once('exit', remove)
  return () => process.off('exit', remove)
}

let listening = false

function listen() {
  if (listening) return
  listening = true
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      stopped = signal
      if (running.size === 0) process.exit(exitCode(signal))
      // TERM for every signal: wrangler passes only TERM on to its runtime.
      for (const child of running) child.kill('SIGTERM')
    })
  }
}
