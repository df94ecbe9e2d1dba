import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { rootSecret, secret } from '../../support/accounts/forge.ts'

/** The deployed Worker, bundled by wrangler and served in a local workerd. Plain data, because it is passed between processes. */
export interface Instance {
  /** Its origin. */
  url: string
  /** The file with the output of wrangler and the Worker, including the path of each email. */
  log: string
  /** The directory of its database. */
  state: string
}

export interface Running extends Instance {
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '../../..')
const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')

/** Only our own settings apply, and no request leaves this machine. */
const quiet = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  FORCE_COLOR: '0',
}

export const publicUrl = 'https://sign-in.test'

const usual = {
  JWT_SECRET: secret,
  ROOT_SECRET: rootSecret,
  // bcrypt's lowest cost, in tests only.
  BCRYPT_COST: '4',
  PUBLIC_URL: publicUrl,
  MAIL_FROM: 'Latchkey <post@sign-in.test>',
  DEFAULT_ACCOUNTS: 'off',
  REGISTRATION: 'open',
  OAUTH: 'on',
  DEVICE: 'on',
  RESOURCES: 'https://api.sign-in.test',
}

/** Bundling takes long on slow machines. After this time, something is broken. */
const patience = 120_000

/**
 * A directory for all instances of a run, with the files that `node tools/run.mjs prepared` creates. Remove it after
 * the run.
 */
export async function prepare(): Promise<string> {
  const base = mkdtempSync(join(tmpdir(), 'latchkey-conformance-'))
  const made = process.env.LATCHKEY_PREPARED
  if (made) cpSync(made, base, { recursive: true })
  else await succeeds([join(root, 'tools/run.mjs'), 'prepared', base])
  return base
}

/** A directory for one instance in the directory of the run, with an empty, migrated database. */
export function place(base: string): string {
  const directory = mkdtempSync(join(base, 'instance-'))
  cpSync(join(base, 'empty'), join(directory, 'state'), { recursive: true })
  return directory
}

/**
 * Starts the Worker with an empty database and these settings. The caller stops it.
 * @param configs configurations of other Workers to run with it; the first one serves `url`
 */
export async function start(
  base: string,
  settings: Record<string, string> = {},
  configs: string[] = [],
): Promise<Running> {
  return serve(place(base), settings, configs)
}

/**
 * Starts the Worker with the database in `state` of a directory, such as the database of an earlier instance. It runs
 * in Miniflare, without the watcher of wrangler dev, unless there are other Workers.
 * @param free a free port, for a caller whose settings name it
 */
export async function serve(
  directory: string,
  settings: Record<string, string> = {},
  configs: string[] = [],
  free?: number,
): Promise<Running> {
  const state = join(directory, 'state')
  const log = join(directory, 'log')
  const port = free ?? (await freePort())
  const vars = varsAt(port, settings)
  const command =
    configs.length > 0 ? alongside(directory, port, vars, configs) : alone(directory, port, vars)
  const group = inGroup(command, log)
  const instance = { url: `http://127.0.0.1:${port}`, log, state, stop: group.stop }
  await started(instance, group.ended)
  return instance
}

/** The variables of an instance on a port. PUBLIC_URL may contain the port, which is not known before. */
export function varsAt(port: number, settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...usual, ...settings }).map(([name, value]) => [
      name,
      value.replace('{port}', String(port)),
    ]),
  )
}

function alone(directory: string, port: number, settings: Record<string, string>): string[] {
  const vars = join(directory, 'vars.json')
  writeFileSync(vars, JSON.stringify(settings))
  const bundle = join(directory, '../bundle')
  const program = join(import.meta.dirname, 'serve.mjs')
  return [process.execPath, program, bundle, join(directory, 'state'), String(port), vars]
}

/** The command of wrangler dev, which can run several Workers. */
function alongside(
  directory: string,
  port: number,
  settings: Record<string, string>,
  configs: string[],
): string[] {
  const vars = join(directory, 'vars')
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"`)
  // This file replaces .dev.vars, whose settings would otherwise apply, too.
  writeFileSync(vars, lines.join('\n'))
  return [
    ...[process.execPath, wrangler, 'dev', '--env-file', vars],
    ...['--persist-to', join(directory, 'state'), '--ip', '127.0.0.1', '--port', String(port)],
    ...['--inspector-port', '0', '--show-interactive-dev-session=false'],
    ...[...configs, behind(directory, vars)].flatMap((config) => ['--config', config]),
  ]
}

/**
 * Latchkey's own configuration. If another Worker is first, --env-file applies to that one, and Latchkey reads the
 * .dev.vars next to its configuration. So the instance's directory gets a copy of both files.
 */
function behind(directory: string, vars: string): string {
  const relative = /"(?:\.\/)?(?=(?:worker|drizzle|web)\b)/g
  const config = readFileSync(join(root, 'wrangler.toml'), 'utf8').replace(relative, `"${root}/`)
  writeFileSync(join(directory, 'wrangler.toml'), config)
  cpSync(vars, join(directory, '.dev.vars'))
  return join(directory, 'wrangler.toml')
}

/** Waits until an instance responds. If it does not, stops it and throws its output. */
export async function started({ url, log, stop }: Running, ended: Promise<void>): Promise<void> {
  await Promise.race([answering(url), ended]).catch(() => undefined)
  if (await answers(url)) return
  await stop()
  throw new Error(`It did not start:\n${readFileSync(log, 'utf8')}`)
}

/** Changes the database directly, while the Worker serves it, for changes that no endpoint makes, mostly of times. */
export function execute({ state }: Instance, ...statements: string[]): void {
  const directory = join(state, 'v3/d1/miniflare-D1DatabaseObject')
  const files = readdirSync(directory).filter((name) => /^[0-9a-f]+\.sqlite$/.test(name))
  if (files.length !== 1) throw new Error(`Not one database in ${directory}`)
  const database = new DatabaseSync(join(directory, files.join()), { timeout: patience })
  database.exec(`begin immediate; ${statements.join('; ')}; commit`)
  database.close()
}

/** Runs a Node script until it ends, and throws if it fails. */
async function succeeds(args: string[]): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...quiet },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${args.join(' ')} failed:\n${output}`)
}

/**
 * Runs wrangler or a script that runs it. The command starts further processes of Node and workerd, all in one process
 * group of a shell. When our end of the pipe closes, also because this process is killed, the shell terminates the
 * command and then the remaining processes.
 */
export function inGroup(command: string[], log: string) {
  const script = `exec 3<&0
    "$@" & command=$!
    (cat <&3 >/dev/null; kill -s TERM $command; sleep 10; kill -s KILL -- -$$) &
    wait $command
    kill -s KILL -- -$$`
  const output = openSync(log, 'a')
  const shell = spawn('sh', ['-c', script, 'sh', ...command], {
    cwd: root,
    env: { ...process.env, ...quiet },
    detached: true,
    stdio: ['pipe', output, output],
  })
  const ended = new Promise<void>((resolve) => shell.on('close', () => resolve()))
  return {
    ended,
    stop() {
      shell.stdin?.end()
      return ended
    },
  }
}

async function answering(url: string): Promise<void> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
    if (await answers(url)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    () => true,
    () => false,
  )
}

/** A free port of 127.0.0.1. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    // Outside the range of common development ports.
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const probe = createServer()
    probe.once('error', () => freePort().then(resolve, reject))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}
