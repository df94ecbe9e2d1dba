import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../bootstrap/process.mjs'

/** Milliseconds between two looks at a file: editors replace files, which only looking notices everywhere. */
const interval = 300

/**
 * The file that wrangler dev takes variables from: that of an environment in place of the usual one.
 * @param {string} [environment] what --env names
 */
export function devVarsFile(environment) {
  const own = join(root, `.dev.vars.${environment}`)
  return environment && existsSync(own) ? own : join(root, '.dev.vars')
}

/** Names that the file gives a value: what its owner wrote there is not overruled. */
export function namesIn(file) {
  const lines = textOf(file).matchAll(/^\s*(?:export\s+)?(\w+)\s*=[^\S\n]*\S/gm)
  return [...lines].map(([, name]) => name)
}

/** A secret of this clone, kept out of git. An existing one stays, for tokens signed with it are in use. */
export function writeSecret(file) {
  if (namesIn(file).includes('JWT_SECRET')) return
  const line = `JWT_SECRET=${randomBytes(32).toString('base64url')}\n`
  const kept = textOf(file).replace(/^\s*JWT_SECRET\s*=[^\S\n]*(\n|$)/m, '')
  const gap = kept === '' || kept.endsWith('\n') ? '' : '\n'
  writeFileSync(file, `${kept}${gap}${line}`, { mode: 0o600 })
  console.log(`Wrote a random JWT_SECRET into ${file.slice(join(root, '/').length)}`)
}

/**
 * Calls back once when the file says something else. wrangler dev reads it only when it starts.
 * @returns {() => void} ends the watch
 */
export function onEdit(file, changed) {
  const before = textOf(file)
  const look = () => {
    if (textOf(file) === before) return
    stop()
    changed()
  }
  const stop = () => unwatchFile(file, look)
  watchFile(file, { interval }, look)
  return stop
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
