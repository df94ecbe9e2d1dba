// Serves the Worker on this machine: installs, makes a secret, migrates and runs wrangler dev.
// npm start -- --help.
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { install } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root } from '../../bootstrap/process.mjs'
import { devVarsFile, namesIn, writeSecret } from '../../lib/dev-vars.mjs'
import { lock } from '../../lib/lock.mjs'
import { ensureMigrated } from '../../lib/migrations.mjs'
import { buildPages } from '../../lib/pages.mjs'
import { lastOf } from '../../lib/wrangler.mjs'
import { defaultAccountsLeft } from './default-accounts.mjs'
import { serveOnce } from './serving.mjs'
import { planOf } from './start-plan.mjs'

await main('start', ({ values }) => start(argumentsOf(values)))

async function start(args) {
  const plan = planOf(args)
  await holdDatabase(plan)
  const port = await freePort(plan)
  const address = `${plan.protocol}://${plan.visitHost}:${port}`
  await install()
  for (let isFirst = true; ; isFirst = false) {
    const variables = devVarsFile(lastOf(args, '--env', '-e'))
    writeSecret(variables)
    await buildPages()
    await ensureMigrated(['--local', ...plan.database])
    // Read anew: what the file sets now is not overruled.
    const { devArgs, defaultAccounts, notes } = planOf(args, namesIn(variables))
    for (const text of notes) console.log(`Note: ${text}`)
    const accounts = defaultAccounts ? await defaultAccountsLeft(plan.storage) : []
    const { code, again } = await serveOnce({
      args: devArgs(port),
      address,
      accounts,
      variables,
      isFirst,
    })
    if (!again) return code
  }
}

/** Two servers on one database fail with SQLITE_BUSY, in the middle of what somebody does. */
async function holdDatabase({ storage, port, protocol, visitHost }) {
  const address = port === 0 ? 'a port of its own' : `${protocol}://${visitHost}:${port}`
  const holder = await lock(resolve(root, storage), address)
  if (holder === undefined) return
  throw new Error(
    `Another npm start serves the database in ${storage}, on ${holder}. Use that one, or another database: npm start -- --port ${port + 1} --persist-to DIR`,
  )
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
