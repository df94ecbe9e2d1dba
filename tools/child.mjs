import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the project lies; every program runs there unless told otherwise. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** What Node compiled, for its next start: wrangler's takes a quarter less with it. */
const compiled = join(root, '.wrangler/compiled')

const running = new Set()
let stopped

/**
 * Runs a program and waits for it. What it prints is collected, or goes to our own output when `show` is set.
 * Whoever ends us ends it: a supervisor's TERM reaches only the process it started, which is this one.
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` is stdout and stderr together
 */
export function run(
  command,
  args,
  { show = false, stdin = 'ignore', input, env, cwd = root } = {},
) {
  listen()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { NODE_COMPILE_CACHE: compiled, ...process.env, ...env },
      stdio: [
        input === undefined ? stdin : 'pipe',
        show ? 'inherit' : 'pipe',
        show ? 'inherit' : 'pipe',
      ],
    })
    let stdout = ''
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text
      output += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
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
