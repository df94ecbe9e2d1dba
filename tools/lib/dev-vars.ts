import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../bootstrap/process.mjs'

/** Milliseconds between two reads. Editors replace files, which only polling notices on every system. */
const interval = 300

/**
 * The file from which wrangler dev reads variables: that of the environment, if it exists, or else the default one.
 * @param environment the value of --env
 */
export function devVarsFile(environment?: string): string {
  const own = join(root, `.dev.vars.${environment}`)
  return environment && existsSync(own) ? own : join(root, '.dev.vars')
}

/** Names to which the file gives a value. They win over our defaults. */
export function namesIn(file: string): string[] {
  const lines = textOf(file).matchAll(/^\s*(?:export\s+)?(\w+)\s*=[^\S\n]*\S/gm)
  return [...lines].flatMap(([, name]) => name ?? [])
}

/** Writes a random secret unless the file has one: an existing secret has signed tokens that are in use. */
export function writeSecret(file: string): void {
  if (namesIn(file).includes('JWT_SECRET')) return
  const line = `JWT_SECRET=${randomBytes(32).toString('base64url')}\n`
  const kept = textOf(file).replace(/^\s*JWT_SECRET\s*=[^\S\n]*(\n|$)/m, '')
  const gap = kept === '' || kept.endsWith('\n') ? '' : '\n'
  writeFileSync(file, `${kept}${gap}${line}`, { mode: 0o600 })
  console.log(`Wrote a random JWT_SECRET into ${file.slice(join(root, '/').length)}`)
}

/**
 * Calls back once when the content of the file changes. wrangler dev reads it only when it starts.
 * @returns ends the watch
 */
export function onEdit(file: string, changed: () => void): () => void {
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

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
