import { createServer } from 'node:net'
import { resolve } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root } from '../../bootstrap/process.mjs'
import { mergedFile, operatorFile, projectFile } from '../../lib/config/files.ts'
import { ensureMigrated } from '../../lib/migrations.ts'
import { buildPages } from '../../lib/pages.ts'
import { portOf } from '../../lib/port.ts'
import { lastOf } from '../../lib/wrangler.ts'
import { openDefaultAccounts } from './default-accounts.ts'
import { devVarsFile, namesIn, writeSecrets } from './dev-vars.ts'
import { lock } from './lock.ts'
import { serveOnce } from './serving.ts'
import { planOf, type StartPlan } from './start-plan.ts'

/** Serves the Worker on this machine: writes the secrets, builds the pages, migrates the database and runs wrangler dev. */
export async function run({ values }: Arguments<'start'>): Promise<number> {
  const args = argumentsOf(values)
  const plan = planOf(args)
  await lockDatabase(plan)
  const port = await freePort(plan)
  const address = `${plan.protocol}://${plan.visitHost}:${port}`
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst) await renewConfig(values.config)
    const variables = devVarsFile(lastOf(args, '--env', '-e'))
    writeSecrets(variables)
    await buildPages()
    await ensureMigrated(['--local', ...plan.database])
    // Read again at every start: variables of the file win over our defaults.
    const { devArgs, defaultAccounts, notes } = planOf(args, namesIn(variables))
    for (const text of notes) console.log(`Note: ${text}`)
    const accounts = defaultAccounts ? openDefaultAccounts(plan.storage) : []
    const { code, again } = await serveOnce({
      args: devArgs(port),
      settings: values.config === mergedFile ? [projectFile, operatorFile] : [],
      address,
      accounts,
      variables,
      isFirst,
    })
    if (!again) return code
  }
}

/** Follows a change to the operator's settings. */
async function renewConfig(config: string | undefined): Promise<void> {
  if (config !== mergedFile) return
  const { writeMergedConfig } = await import('../../lib/config/operator-file.ts')
  writeMergedConfig()
}

/** Two servers on one database fail with SQLITE_BUSY, in the middle of a request. */
async function lockDatabase({ storage, port, protocol, visitHost }: StartPlan): Promise<void> {
  const address = port === 0 ? 'any free port' : `${protocol}://${visitHost}:${port}`
  const holder = await lock(resolve(root, storage), address)
  if (holder === undefined) return
  throw new Error(
    `Another npm start serves the database in ${storage}, on ${holder}. Use that server, or another database: npm start -- --port ${port + 1} --persist-to DIR`,
  )
}

/** Fails before any work, because wrangler would fail last or silently choose another port. */
function freePort({ port, listenHost }: StartPlan): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      const why =
        code === 'EADDRINUSE' ? 'is in use, perhaps by another npm start' : `fails (${code})`
      reject(new Error(`Port ${port} ${why}. Use another port: npm start -- --port ${port + 1}`))
    })
    probe.listen(port, listenHost, () => {
      const free = portOf(probe)
      probe.close(() => resolve(free))
    })
  })
}
