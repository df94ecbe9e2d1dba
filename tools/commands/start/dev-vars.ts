import { chmodSync, existsSync, readFileSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'
import { missingSecrets } from '../../lib/secrets.ts'

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

/** Writes a random value for each required secret that the file lacks: an existing one has signed or encrypted what is in use. */
export function writeSecrets(file: string): void {
  const secrets = missingSecrets(namesIn(file))
  const names = Object.keys(secrets)
  if (names.length === 0) return
  const empty = new RegExp(`^\\s*(?:${names.join('|')})\\s*=[^\\S\\n]*(\\n|$)`, 'gm')
  const kept = textOf(file).replace(empty, '')
  const gap = kept === '' || kept.endsWith('\n') ? '' : '\n'
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`)
  // The mode below is that of a new file; a copy of the example is readable by all.
  if (existsSync(file)) chmodSync(file, 0o600)
  writeFileSync(file, `${kept}${gap}${lines.join('')}`, { mode: 0o600 })
  console.log(`Wrote ${names.join(' and ')} into ${file.slice(join(root, '/').length)}`)
}

/**
 * Calls back once when the content of a file changes. wrangler dev reads them only when it starts.
 * @returns ends the watch
 */
export function onEdit(files: string[], changed: () => void): () => void {
  const before = files.map(textOf).join('\0')
  const look = () => {
    if (files.map(textOf).join('\0') === before) return
    stop()
    changed()
  }
  const stop = () => {
    for (const file of files) unwatchFile(file, look)
  }
  for (const file of files) watchFile(file, { interval }, look)
  return stop
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
