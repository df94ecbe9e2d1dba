import { spawn } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds for one block; the slowest installs everything. */
const patience = 10 * 60_000

/**
 * One bash session in a directory, as somebody has it who pastes the blocks of a page one after another: variables and
 * the working directory stay. The first command that fails ends it.
 * @param {string} directory to start in
 * @param {string} scratch for what the blocks print
 * @param {NodeJS.ProcessEnv} env
 */
export function openTerminal(directory, scratch, env) {
  const servers = []
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: directory,
    env,
    detached: true,
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
  })
  shell.stdin.on('error', () => {})
  shell.stdin.write('set -eo pipefail\n')
  let said = ''
  const waiting = new Set()
  shell.stdio[3].setEncoding('utf8').on('data', (text) => {
    said += text
    for (const wake of waiting) wake()
  })
  const ended = new Promise((resolve) => shell.on('close', resolve))
  let blocks = 0

  return {
    /** Runs a block to its end. @returns {Promise<{ ok: boolean, stdout: string, output: string }>} */
    async run(code) {
      const files = filesFor(code)
      // Sourced, so that a mistake in it is a failure like any other.
      shell.stdin.write(`. ${files.code} < /dev/null > ${files.stdout} 2> ${files.stderr}\n`)
      shell.stdin.write(`echo ${files.name} >&3\n`)
      const ok = await finished(files.name)
      const [stdout, stderr] = [files.stdout, files.stderr].map(textOf)
      return { ok, stdout, output: `${stdout}${stderr}` }
    },

    /** Starts a block that serves until it is stopped. @returns once it has printed `readyWhen`, or has ended */
    async serve(code, readyWhen) {
      const files = filesFor(code)
      const log = openSync(files.stdout, 'a')
      const server = spawn('bash', ['--noprofile', '--norc', files.code], {
        cwd: directory,
        env,
        detached: true,
        stdio: ['ignore', log, log],
      })
      const closed = new Promise((resolve) => server.on('close', resolve))
      servers.push({ server, closed })
      let hasEnded = false
      closed.then(() => {
        hasEnded = true
      })
      const deadline = Date.now() + patience
      while (!hasEnded && Date.now() < deadline) {
        if (textOf(files.stdout).includes(readyWhen)) return { ok: true, output: '' }
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return { ok: false, output: textOf(files.stdout) }
    },

    /** Ends the session and whatever it left running. */
    async close() {
      shell.stdin.end()
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

  function filesFor(code) {
    const name = `block-${++blocks}`
    const file = (suffix) => join(scratch, `${name}.${suffix}`)
    const files = { name, code: file('sh'), stdout: file('out'), stderr: file('err') }
    writeFileSync(files.code, `${code}\n`)
    return files
  }

  async function finished(name) {
    let timer
    let wake
    const isSaid = () => said.split('\n').includes(name)
    const saying = new Promise((resolve) => {
      wake = () => isSaid() && resolve()
      waiting.add(wake)
      timer = setTimeout(() => kill(shell, 'SIGKILL'), patience)
    })
    await Promise.race([saying, ended])
    clearTimeout(timer)
    waiting.delete(wake)
    return isSaid()
  }
}

/** Its whole group: bash does not pass a signal on. */
function kill({ pid }, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended.
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
