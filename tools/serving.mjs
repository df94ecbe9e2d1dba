import { createBuildErrors } from './build-errors.mjs'
import { root } from './child.mjs'
import { commitFlags } from './commit.mjs'
import { onEdit } from './dev-vars.mjs'
import { greeting } from './greeting.mjs'
import { contentOf } from './pages.mjs'
import { wrangler } from './wrangler.mjs'

/** What wrangler builds the Worker from. */
const sources = ['worker', 'schema', 'drizzle', 'wrangler.toml', 'package.json']
/** Milliseconds between two looks at them. */
const interval = 500

/**
 * Runs wrangler dev until it ends or has to start again.
 * @param {{ args: string[], address: string, accounts: object[], variables: string }} facts arguments of wrangler dev, where
 *   it answers, default accounts to name, and the file of variables
 * @returns {Promise<{ code: number, again: boolean }>} `again` when variables changed, or sources that did not build
 */
export async function serveOnce({ args, address, accounts, variables }) {
  const stop = new AbortController()
  const ended = new AbortController()
  const errors = createBuildErrors(console.error)
  let edited = false
  let ready = false
  const unwatch = onEdit(variables, () => {
    edited = true
    console.log('\nThe variables have changed: starting again.')
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
    ready = true
    console.log(text)
  })
  const { code } = await serving
  unwatch()
  ended.abort()
  await greeted
  const broken = errors.end()
  if (edited) return { code, again: true }
  if (!ready || !broken || code === 0) return { code, again: false }
  console.error('It stopped. It starts again when a file changes; Ctrl-C ends it.')
  await changed()
  return { code, again: true }
}

/** Until the sources are others than now, and stay so for one look. */
async function changed() {
  const first = contentOf(root, sources)
  let last = first
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, interval))
    const now = contentOf(root, sources)
    if (now !== first && now === last) return
    last = now
  }
}
