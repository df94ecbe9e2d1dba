import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'
import { fileAt, isEdited, release } from '../../lib/commit.ts'
import { operatorFile, projectFile } from '../../lib/config/files.ts'
import type { Table } from '../../lib/config/merge.ts'
import { operatorSettings } from '../../lib/config/operator-file.ts'
import { missingMigrations } from '../../lib/migrations.ts'
import { readConfig, type Variables } from '../../lib/settings.ts'
import { type Entry, entriesOf, newEntries } from './changelog.ts'
import { deployedVersion } from './deployed-version.ts'
import { defaultsOf } from './settings.ts'

/**
 * Prints what the version in this folder changes. It changes nothing.
 * @throws Error in one sentence if Cloudflare or the database cannot be queried
 */
export async function run({ values }: Arguments<'upgrade'>): Promise<void> {
  const { which, where } = databaseArguments(values)
  const present = await release()
  const previous = values.from ?? (values.remote ? await deployedVersion(which) : undefined)
  const entries = await entriesSince(previous)
  const place = values.remote ? 'deployed' : 'local'
  const sections = [
    versions(present, previous),
    changes(entries),
    migrations(place, await missingMigrations(where)),
    settings(entries, readConfig(which).vars),
    ownSettings(operatorSettings(), await isEdited(projectFile)),
    'Next: docs/upgrading.md',
  ]
  console.log(sections.join('\n\n'))
}

/** The entries of the changelog that the previous version does not have; if it is unknown, the unreleased ones. */
async function entriesSince(previous: string | undefined): Promise<Entry[]> {
  const entries = entriesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))
  const [version = '', commit] = (previous ?? (await release())).split('+')
  const known = previous === undefined ? undefined : commit?.replace(/-dirty$/, '')
  const before = known && (await fileAt(known, 'CHANGELOG.md'))
  return newEntries(entries, version, before ? entriesOf(before) : [])
}

function versions(present: string, previous: string | undefined): string {
  const [version] = present.split('+')
  const from =
    previous ?? `${version}, because the version is unknown. Name it with --from, or use --remote`
  return `This folder:   ${present}\nCompared with: ${from}`
}

function changes(entries: Entry[]): string {
  if (entries.length === 0) return 'Changes: none in CHANGELOG.md'
  const kinds = [...new Set(entries.map(({ kind }) => kind))]
  const first = kinds.toSorted((a, b) => Number(b === 'Upgrade') - Number(a === 'Upgrade'))
  const blocks = first.map((kind) => {
    const texts = entries.filter((entry) => entry.kind === kind).map(({ text }) => `  - ${text}`)
    return [`${kind}:`, ...texts].join('\n')
  })
  return blocks.join('\n\n')
}

function migrations(place: string, missing: string[] | undefined): string {
  if (!missing) return `Migrations: there is no ${place} database yet`
  if (missing.length === 0) return `Migrations: the ${place} database has all of them`
  const how = place === 'deployed' ? 'npm run deploy' : 'npm start'
  return [
    `Migrations that the ${place} database lacks; ${how} applies them:`,
    ...missing.map((name) => `  ${name}`),
  ].join('\n')
}

function settings(entries: Entry[], vars: Variables): string {
  const added = entries.filter(({ kind }) => kind === 'Added').map(({ text }) => text)
  const rows = defaultsOf(added.join('\n'))
  if (rows.length === 0) return 'New settings: none'
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2
  return [
    'New settings, and what they are if you do not set them:',
    ...rows.map(({ name, byDefault }) => {
      const given = name in vars ? ' (you set another value)' : ''
      return `  ${name.padEnd(width)}${byDefault}${given}`
    }),
  ].join('\n')
}

/** Where the operator's settings are, without their values. */
function ownSettings(own: Table | undefined, isProjectEdited: boolean): string {
  const place = own
    ? `Your settings, in ${operatorFile}: ${pathsOf(own).join(', ')}`
    : `Your settings: there is no ${operatorFile}, so ${projectFile} applies alone`
  if (!isProjectEdited) return place
  return `${place}\n${projectFile} has changes of yours, with which a pull can conflict: move them to ${operatorFile} (docs/deploying.md)`
}

/** The path of each value, through its tables. */
function pathsOf(table: Table): string[] {
  return Object.entries(table).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? // A table, as in `Table` itself.
        pathsOf(value as Table).map((path) => `${name}.${path}`)
      : [name],
  )
}
