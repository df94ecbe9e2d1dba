import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'

/** A running npm start. */
export interface Started {
  child: ChildProcess
  /** Resolves to the exit code and the signal. */
  ended: Promise<unknown[]>
  /** What it has printed so far. */
  printed(stream: 'stdout' | 'stderr'): string
  /**
   * Waits until it has printed a text this many times.
   * @returns everything that it has printed
   */
  untilPrinted(text: string, times?: number): Promise<string>
}

/**
 * Runs npm start in a copy of the project, with fake-dev.ts instead of wrangler.
 * @param calls the file that receives the calls of wrangler
 */
export function startWith(copy: string, calls: string, args: string[]): Started {
  const command = [join(copy, 'tools/run.mjs'), 'start', '--port', '0', ...args]
  const child = spawn(process.execPath, command, {
    cwd: copy,
    env: {
      ...process.env,
      LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-dev.ts'),
      CALLS: calls,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const printed = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text
      for (const look of waiting) look()
    })
  }
  const all = () => printed.stdout + printed.stderr
  return {
    child,
    ended,
    printed: (stream) => printed[stream],
    untilPrinted: (text, times = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (all().split(text).length > times) resolve(all())
        }
        waiting.add(look)
        look()
        ended.then(() => reject(new Error(all())))
      }),
  }
}

/** The calls of wrangler dev. */
export function callsIn(file: string): { pid: number; args: string[] }[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}
