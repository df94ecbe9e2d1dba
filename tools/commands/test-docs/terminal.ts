import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { environment, type Variables } from '../../bootstrap/process.mjs'

/** Milliseconds for one block; the slowest installs everything. */
const patience = 10 * 60_000

/** A bash session. */
export interface Terminal {
  /** Runs a block to its end. */
  run(code: string): Promise<{ ok: boolean; stdout: string; output: string }>
  /** Starts a block that serves until it is stopped, and waits until it prints `readyWhen` or ends. */
  serve(code: string, readyWhen: string): Promise<{ ok: boolean; output: string }>
  /** Ends the session and its servers. */
  close(): Promise<void>
}

/**
 * Opens one bash session, as if a user pasted the blocks of a page one after another: variables and the working directory
 * persist. The first command that fails ends the session.
 * @param directory where the session starts
 * @param files a folder for the output of the blocks
 */
export function openTerminal(directory: string, files: string, variables: Variables): Terminal {
  const env = environment(variables)
  const servers: { server: ChildProcess; closed: Promise<void> }[] = []
  const shell: ChildProcess = spawn('bash', ['--noprofile', '--norc'], {
    cwd: directory,
    env,
    detached: true,
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
  })
  const type = (line: string) => shell.stdin?.write(`${line}\n`)
  shell.stdin?.on('error', () => {})
  type('set -eo pipefail')
  let finishedNames = ''
  const waiting = new Set<() => void>()
  // The fourth stream is a pipe for reading.
  const names = shell.stdio[3] as Readable
  names.setEncoding('utf8').on('data', (text) => {
    finishedNames += text
    for (const wake of waiting) wake()
  })
  const ended = closing(shell)
  let blocks = 0

  return {
    async run(code) {
      const block = filesFor(code)
      // Sourced, so that a syntax error is a failure, too.
      type(`. ${block.code} < /dev/null > ${block.stdout} 2> ${block.stderr}`)
      type(`echo ${block.name} >&3`)
      const ok = await finished(block.name)
      const stdout = textOf(block.stdout)
      return { ok, stdout, output: `${stdout}${textOf(block.stderr)}` }
    },

    async serve(code, readyWhen) {
      const block = filesFor(code)
      const log = openSync(block.stdout, 'a')
      const server = spawn('bash', ['--noprofile', '--norc', block.code], {
        cwd: directory,
        env,
        detached: true,
        stdio: ['ignore', log, log],
      })
      const closed = closing(server)
      servers.push({ server, closed })
      let hasEnded = false
      closed.then(() => {
        hasEnded = true
      })
      const deadline = Date.now() + patience
      while (!hasEnded && Date.now() < deadline) {
        if (textOf(block.stdout).includes(readyWhen)) return { ok: true, output: '' }
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return { ok: false, output: textOf(block.stdout) }
    },

    async close() {
      shell.stdin?.end()
      kill(shell, 'SIGTERM')
      await ended
      for (const { server, closed } of servers) {
        kill(server, 'SIGTERM')
        await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
        kill(server, 'SIGKILL')
        await closed
      }
    },
  }

  function filesFor(code: string) {
    const name = `block-${++blocks}`
    const file = (suffix: string) => join(files, `${name}.${suffix}`)
    const block = { name, code: file('sh'), stdout: file('out'), stderr: file('err') }
    writeFileSync(block.code, `${code}\n`)
    return block
  }

  async function finished(name: string): Promise<boolean> {
    const isFinished = () => finishedNames.split('\n').includes(name)
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => {
      if (isFinished()) resolve()
    }
    waiting.add(wake)
    const timer = setTimeout(() => kill(shell, 'SIGKILL'), patience)
    await Promise.race([promise, ended])
    clearTimeout(timer)
    waiting.delete(wake)
    return isFinished()
  }
}

function closing(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.on('close', () => resolve()))
}

/** Signals the whole process group: bash does not pass a signal on. */
function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended.
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
