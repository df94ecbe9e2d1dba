import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the project lies; every program runs there unless told otherwise. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What Node compiled, for its next start: wrangler's takes a quarter less with it. */
const compiled = join(root, '.wrangler/compiled')

const running = new Set()
let stopped

/**
 * Runs a program and waits for it. What it prints is collected, or goes to our own output when `show` is set.
 * Whoever ends us ends it: a supervisor's TERM reaches only the process it started, which is this one. `tidy` makes of each
 * line what is to be kept of it, or undefined; what goes to a terminal is left alone. An abort of `signal` ends it.
 * `onErrorLine` takes each line of stderr, which then goes nowhere else.
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` is stdout and stderr together
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
      env: { NODE_COMPILE_CACHE: compiled, ...colours(show), ...process.env, ...env },
      stdio: [
        input === undefined ? stdin : 'pipe',
        ...[process.stdout, process.stderr].map((own) =>
          show && (own.isTTY || !tidy) && !(onErrorLine && own === process.stderr)
            ? 'inherit'
            : 'pipe',
        ),
      ],
    })
    let stdout = ''
    let output = ''
    // Whole, as it may hold data.
    if (!show) {
      child.stdout.on('data', (text) => {
        stdout += text
      })
    }
    const collect = (text) => {
      output += text
    }
    follow(child.stdout, tidy, show ? (text) => process.stdout.write(text) : collect)
    follow(
      child.stderr,
      onErrorLine ? taking(onErrorLine, process.stderr.isTTY ? undefined : tidy) : tidy,
      show ? (text) => process.stderr.write(text) : collect,
    )
    signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
    child.stdin?.on('error', () => {}).end(input)
    running.add(child)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      if (stopped) process.exit(code ?? 128 + constants.signals[stopped])
      resolve({ code: code ?? 128 + constants.signals[signal], stdout, output })
    })
  })
}

/** Hands each line over, and keeps none. */
function taking(take, tidy = (line) => line) {
  return (line) => {
    const tidied = tidy(line)
    if (tidied !== undefined) take(tidied)
  }
}

/** Some programs write colours into pipes; FORCE_COLOR asks for them. */
function colours(show) {
  const isWanted = (show && process.stdout.isTTY) || 'FORCE_COLOR' in process.env
  return isWanted ? {} : { NO_COLOR: '1' }
}

/** Hands on what comes, and with `tidy` line by line, as it makes of each. */
function follow(stream, tidy, write) {
  if (!stream) return
  stream.setEncoding('utf8')
  if (!tidy) return stream.on('data', write)
  let begun = ''
  stream.on('data', (text) => {
    const lines = (begun + text).split('\n')
    begun = lines.pop()
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

let listening = false

function listen() {
  if (listening) return
  listening = true
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stopped = signal
      if (running.size === 0) process.exit(128 + constants.signals[signal])
      // TERM whatever we got: it is the one that wrangler passes on to the runtime it started.
      for (const child of running) child.kill('SIGTERM')
    })
  }
}
