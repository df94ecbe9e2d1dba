// Serves the Worker on this machine: installs, makes a secret, migrates and runs wrangler dev.
// npm start -- --help.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { root } from './child.mjs'
import { main } from './commands.mjs'
import { commitFlags } from './commit.mjs'
import { install } from './install.mjs'
import { ensureMigrated } from './migrated.mjs'
import { argumentsOf } from './options.mjs'
import { buildPages } from './pages.mjs'
import { planOf } from './start-plan.mjs'
import { wrangler } from './wrangler.mjs'

const devVars = join(root, '.dev.vars')

await main('start', ({ values }) => start(argumentsOf(values)))

async function start(args) {
  const plan = planOf(args, namesIn(devVars))
  for (const text of plan.notes) console.log(`Note: ${text}`)
  const port = await freePort(plan)
  await install()
  writeSecret()
  await buildPages()
  await ensureMigrated(['--local', ...plan.database])
  const serving = wrangler(['dev', ...(await commitFlags()), ...plan.devArgs(port)], {
    show: true,
    stdin: 'inherit',
  })
  const address = `${plan.protocol}://${plan.visitHost}:${port}`
  const ended = new AbortController()
  const greeting = answered(`${address}/health`, ended.signal).then(
    async (status) => {
      if (status !== 200) return console.log(unwell(address, status))
      const hasPages = (await answered(`${address}/`, ended.signal)) !== 404
      console.log(welcome(address, hasPages, plan.defaultAccounts))
    },
    () => {},
  )
  const { code } = await serving
  ended.abort()
  await greeting
  return code
}

/** Names that .dev.vars gives a value: what its owner wrote there is not overruled. */
function namesIn(file) {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*(?:export\s+)?(\w+)\s*=[^\S\n]*\S/gm)
  return [...lines].map(([, name]) => name)
}

/** A secret of this clone, kept out of git. An existing one stays, for tokens signed with it are in use. */
function writeSecret() {
  if (namesIn(devVars).includes('JWT_SECRET')) return
  const line = `JWT_SECRET=${randomBytes(32).toString('base64url')}\n`
  const before = existsSync(devVars) ? readFileSync(devVars, 'utf8') : ''
  const kept = before.replace(/^\s*JWT_SECRET\s*=[^\S\n]*(\n|$)/m, '')
  const gap = kept === '' || kept.endsWith('\n') ? '' : '\n'
  writeFileSync(devVars, `${kept}${gap}${line}`, { mode: 0o600 })
  console.log('Wrote a random JWT_SECRET into .dev.vars')
}

/** Fails before anything else happens, where wrangler would fail last or take another port in silence. */
function freePort({ port, listenHost }) {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', ({ code }) => {
      const why =
        code === 'EADDRINUSE' ? 'is taken, perhaps by another npm start' : `fails (${code})`
      reject(new Error(`Port ${port} ${why}. Take another: npm start -- --port ${port + 1}`))
    })
    probe.listen(port, listenHost, () => {
      const { port: free } = probe.address()
      probe.close(() => resolve(free))
    })
  })
}

/** Resolves to the status of the first answer; rejects when there is nobody left to answer. */
async function answered(url, signal) {
  const get = url.startsWith('https') ? getHttps : getHttp
  for (;;) {
    signal.throwIfAborted()
    const status = await new Promise((resolve) => {
      get(url, { rejectUnauthorized: false, signal }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      }).on('error', () => resolve(undefined))
    })
    if (status !== undefined) return status
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function welcome(address, hasPages, withDefaultAccounts) {
  const accounts = `
  Default accounts, until the first administrator is set up or a password is changed:
    asyncat              admin@local / changeme
    Lightnovel Crawler   admin / admin
  Try one:
    curl ${address}/api/auth/login -H 'Content-Type: application/json' \\
      -d '{"email":"admin@local","password":"changeme"}'`
  return `
Latchkey is ready on ${address}
${hasPages ? pages(address) : ''}${withDefaultAccounts ? accounts : ''}
  All endpoints:  ${address}/openapi.json
  Mail is not sent: the path of each written message is printed here.
  Stop with Ctrl-C.
`
}

function pages(address) {
  return `
  Open ${address}/ in a browser: it sets up the first administrator, or signs in.
  Browsers keep the session cookie over HTTPS, and over plain HTTP only at localhost in Chrome and Firefox.
`
}

function unwell(address, status) {
  return `\nLatchkey runs on ${address}, but GET /health says ${status}: the log names the reason.\n`
}
