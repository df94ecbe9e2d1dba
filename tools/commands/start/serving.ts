import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'
import { commitFlags } from '../../lib/commit.ts'
import { operatorFile, projectFile } from '../../lib/config/files.ts'
import { contentOf } from '../../lib/pages.ts'
import { wrangler } from '../../lib/wrangler.ts'
import { createBuildErrors } from './build-errors.ts'
import type { DefaultAccount } from './default-accounts.ts'
import { onEdit } from './dev-vars.ts'
import { greeting } from './greeting.ts'

/** The sources of the Worker. */
const sources = ['worker', 'schema', 'drizzle', projectFile, operatorFile, 'package.json']
/** Milliseconds between two looks at them. */
const interval = 500

interface Serving {
  /** Arguments of wrangler dev. */
  args: string[]
  /** The origin. */
  address: string
  /** The default accounts to print. */
  accounts: DefaultAccount[]
  /** The file of variables. */
  variables: string
  /** Files whose change needs a new start, because wrangler dev reads what was made from them. */
  settings: string[]
  /** True until the Worker has served once: then sources that do not build end npm start. */
  isFirst: boolean
}

/**
 * Runs wrangler dev until it ends or has to start again.
 * @returns `again` if the variables changed, or if the sources did not build
 */
export async function serveOnce({
  args,
  address,
  accounts,
  variables,
  settings,
  isFirst,
}: Serving): Promise<{ code: number; again: boolean }> {
  const built = contentOf(root, sources)
  const stop = new AbortController()
  const ended = new AbortController()
  const errors = createBuildErrors(console.error)
  let isEdited = false
  let isReady = false
  const unwatch = onEdit([variables, ...settings.map((name) => join(root, name))], () => {
    isEdited = true
    console.log('\nThe settings have changed. Starting again.')
    stop.abort()
  })
  const serving = wrangler(['dev', ...(await commitFlags()), ...args], {
    show: true,
    stdin: 'inherit',
    signal: stop.signal,
    onErrorLine: errors.take,
  })
  const greeted = greeting(address, accounts, ended.signal).then((text) => {
    if (text === undefined) return
    isReady = true
    console.log(text)
  })
  const { code } = await serving
  unwatch()
  ended.abort()
  await greeted
  const isBroken = errors.end()
  if (isEdited) return { code, again: true }
  if (!isBroken || code === 0 || (isFirst && !isReady)) return { code, again: false }
  if (isReady) {
    // A git stash or checkout writes one file after the other.
    console.error('wrangler stopped. Starting again.')
    await settled()
  } else {
    console.error('It starts again when a file changes. Stop with Ctrl-C.')
    await settled(built)
  }
  return { code, again: true }
}

/** Waits until the sources stay the same between two looks, and differ from `content`. */
async function settled(content?: string): Promise<void> {
  for (let last: string | undefined; ; ) {
    const now = contentOf(root, sources)
    if (now !== content && now === last) return
    last = now
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
}
