import { root } from '../../bootstrap/process.mjs'
import { commitFlags } from '../../lib/commit.mjs'
import { onEdit } from '../../lib/dev-vars.mjs'
import { contentOf } from '../../lib/pages.mjs'
import { wrangler } from '../../lib/wrangler.mjs'
import { createBuildErrors } from './build-errors.mjs'
import { greeting } from './greeting.mjs'

/** What wrangler builds the Worker from. */
const sources = ['worker', 'schema', 'drizzle', 'wrangler.toml', 'package.json']
/** Milliseconds between two looks at them. */
const interval = 500

/**
 * Runs wrangler dev until it ends or has to start again.
 * @param {object} facts
 * @param {string[]} facts.args arguments of wrangler dev
 * @param {string} facts.address where it answers
 * @param {object[]} facts.accounts default accounts to name
 * @param {string} facts.variables the file of variables
 * @param {boolean} facts.isFirst nobody has seen it serve yet, so sources that do not build end it
 * @returns {Promise<{ code: number, again: boolean }>} `again` when variables changed, or sources that did not build
 */
export async function serveOnce({ args, address, accounts, variables, isFirst }) {
  const built = contentOf(root, sources)
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
  if (!broken || code === 0 || (isFirst && !ready)) return { code, again: false }
  if (ready) {
    // A git stash or checkout writes one file after the other.
    console.error('It stopped, and starts again.')
    await settled()
  } else {
    console.error('It starts again when a file changes; Ctrl-C ends it.')
    await settled(built)
  }
  return { code, again: true }
}

/** Until the sources stay the same for one look, and are others than `content`. */
async function settled(content) {
  for (let last; ; ) {
    const now = contentOf(root, sources)
    if (now !== content && now === last) return
    last = now
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
}
