import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secret } from '../../support/accounts/forge.ts'

/** The Worker as it is deployed, bundled by wrangler and served in workerd on this machine. Plain data: it crosses processes. */
export interface Instance {
  /** Origin it listens on. */
  url: string
  /** File that wrangler and the Worker print to; it also tells where each mail was written. */
  log: string
  /** Directory of its database. */
  state: string
}

export interface Running extends Instance {
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '../../..')
const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')

/** Nothing but our own settings may count, and nothing may be asked of the outside. */
const quiet = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  FORCE_COLOR: '0',
}

export const publicUrl = 'https://sign-in.test'

const usual = {
  JWT_SECRET: secret,
  // bcrypt's lowest cost, in tests only.
  BCRYPT_COST: '4',
  PUBLIC_URL: publicUrl,
  MAIL_FROM: 'Latchkey <post@sign-in.test>',
  DEFAULT_ACCOUNTS: 'off',
  REGISTRATION: 'open',
}

/** Slow machines bundle slowly; past this something is broken. */
const patience = 60_000

/**
 * A directory for all instances of a run, with what they are made of, as `node tools/run.mjs prepared` makes it. Remove it when the
 * run is over.
 */
export async function prepare(): Promise<string> {
  const base = mkdtempSync(join(tmpdir(), 'latchkey-conformance-'))
  const made = process.env.LATCHKEY_PREPARED
  if (made) cpSync(made, base, { recursive: true })
  else await succeeds([join(root, 'tools/run.mjs'), 'prepared', base])
  return base
}

/** A directory below that one, with an empty, migrated database for an instance. */
export function place(base: string): string {
  const directory = mkdtempSync(join(base, 'instance-'))
  cpSync(join(base, 'empty'), join(directory, 'state'), { recursive: true })
  return directory
}

/**
 * Starts the Worker on an empty database, with settings of its own. Stop what you start.
 * @param configs of Workers that run along, the first of them the one that answers at `url`
 */
export async function start(
  base: string,
  settings: Record<string, string> = {},
  configs: string[] = [],
): Promise<Running> {
  return serve(place(base), settings, configs)
}

/**
 * Starts the Worker on the database in `state` of a place, such as one that another instance left. It runs as wrangler
 * dev runs it, but without what that puts in between to watch for changes, unless other Workers run along.
 */
export async function serve(
  directory: string,
  settings: Record<string, string> = {},
  configs: string[] = [],
): Promise<Running> {
  const state = join(directory, 'state')
  const log = join(directory, 'log')
  const port = await freePort()
  const vars = { ...usual, ...settings }
  const command =
    configs.length > 0 ? alongside(directory, port, vars, configs) : alone(directory, port, vars)
  const group = inGroup(command, log)
  const instance = { url: `http://127.0.0.1:${port}`, log, state, stop: group.stop }
  await started(instance, group.ended)
  return instance
}

function alone(directory: string, port: number, settings: Record<string, string>): string[] {
  const vars = join(directory, 'vars.json')
  writeFileSync(vars, JSON.stringify(settings))
  const bundle = join(directory, '../bundle')
  const program = join(import.meta.dirname, 'serve.mjs')
  return [process.execPath, program, bundle, join(directory, 'state'), String(port), vars]
}

/** wrangler dev, which can run several Workers. */
function alongside(
  directory: string,
  port: number,
  settings: Record<string, string>,
  configs: string[],
): string[] {
  const vars = join(directory, 'vars')
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"`)
  // A file of our own takes the place of .dev.vars, whose settings would otherwise count as well.
  writeFileSync(vars, lines.join('\n'))
  return [
    ...[process.execPath, wrangler, 'dev', '--env-file', vars],
    ...['--persist-to', join(directory, 'state'), '--ip', '127.0.0.1', '--port', String(port)],
    ...['--inspector-port', '0', '--show-interactive-dev-session=false'],
    ...[...configs, behind(directory, vars)].flatMap((config) => ['--config', config]),
  ]
}

/**
 * Our own configuration. Where another Worker comes first, --env-file is for that one, and ours takes its settings from
 * the .dev.vars beside its configuration: so a copy of that stands in the instance's directory.
 */
function behind(directory: string, vars: string): string {
  const relative = /"(?:\.\/)?(?=(?:worker|drizzle|web)\b)/g
  const config = readFileSync(join(root, 'wrangler.toml'), 'utf8').replace(relative, `"${root}/`)
  writeFileSync(join(directory, 'wrangler.toml'), config)
  cpSync(vars, join(directory, '.dev.vars'))
  return join(directory, 'wrangler.toml')
}

/** Waits until an instance answers. One that does not is stopped, and its words are thrown. */
export async function started({ url, log, stop }: Running, ended: Promise<void>): Promise<void> {
  await Promise.race([answering(url), ended]).catch(() => undefined)
  if (await answers(url)) return
  await stop()
  throw new Error(`It did not start:\n${readFileSync(log, 'utf8')}`)
}

/** Changes the database behind the service's back, for what no endpoint does: mostly to set a clock. */
export async function execute({ state }: Instance, ...statements: string[]): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'latchkey-conformance-')), 'change.sql')
  writeFileSync(file, `${statements.join(';\n')};\n`)
  const where = ['--local', '--persist-to', state]
  await succeeds([wrangler, 'd1', 'execute', 'DB', ...where, '--yes', '--file', file])
  rmSync(join(file, '..'), { recursive: true })
}

/** Runs a script of Node's to its end. */
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
 * Runs wrangler, or what runs it. It starts a Node and several workerd of its own. They run in one process group behind
 * a shell, which tells the command to end when our end of its pipe closes, as it does when we are killed too, and then
 * ends what is left.
 */
export function inGroup(command: string[], log: string) {
  const script = `exec 3<&0
    "$@" & command=$!
    (cat <&3 >/dev/null; kill -TERM $command; sleep 10; kill -KILL -- -$$) &
    wait $command
    kill -KILL -- -$$`
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

/** A port of 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    // Away from the ports people use by hand.
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const probe = createServer()
    probe.once('error', () => freePort().then(resolve, reject))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}
