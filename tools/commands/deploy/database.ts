import { mergedFile, operatorFile } from '../../lib/config/files.ts'
import { locations } from '../../lib/config/locations.ts'
import { migrate } from '../../lib/database.ts'
import type { Config } from '../../lib/settings.ts'
import { lastOf } from '../../lib/wrangler.ts'
import {
  askLocation,
  type Choice,
  createDatabase,
  placementLines,
  writePlacement,
} from './location.ts'
import { defaultConfig } from './upload.ts'

/**
 * Migrates the database. A missing one is created where the flags or the person at the terminal want it.
 * @returns where it was created
 */
export async function migrateOrCreate(
  where: string[],
  config: Config,
  choice: Choice | undefined,
  print: (text: string) => void,
): Promise<Choice | undefined> {
  try {
    await migrate(where)
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || !/Couldn't find/.test(error.message)) throw error
    const { database_name: name, database_id } = databaseOf(config) ?? {}
    const chosen = name && !database_id ? (choice ?? (await askLocation(print))) : undefined
    if (!name || !chosen) throw new Error(missingDatabase(config))
    await createDatabase(name, chosen, where.slice(1))
    print(`Created the database ${name}${chosen.place ? ` in ${chosen.place.name}` : ''}.`)
    await migrate(where)
    return chosen
  }
}

/** A database cannot move, so another location than its own is a mistake. */
export function checkLocation({ flags }: Choice, region: string | undefined): void {
  const [, location] = /^--location=(.*)/.exec(flags.join()) ?? []
  if (!location || !region || location === region.toLowerCase()) return
  throw new Error(
    `The database is in ${region.toLowerCase()}, not in ${location}, and cannot move. Omit --location, or see docs/deploying.md to move its content.`,
  )
}

/**
 * Places the Worker near the database, unless the settings already place it.
 * @returns the arguments of the upload
 */
export function placeWorker(
  choice: Choice | undefined,
  { placement, environment }: Config,
  args: string[],
  print: (text: string) => void,
): string[] {
  const region = choice?.place?.region
  if (!region || placement) return args
  const given = lastOf(args, '--config') ?? ''
  const isOwn = given === defaultConfig || given === mergedFile
  const merged = isOwn ? writePlacement(region, environment) : undefined
  if (merged) {
    print(`The Worker runs near ${region}. This was added to ${operatorFile}: keep that file.`)
    return args.map((arg) => (arg === `--config=${given}` ? `--config=${merged}` : arg))
  }
  print(`To run the Worker near the database, add to ${isOwn ? operatorFile : given}:`)
  print(placementLines(region, environment).trimEnd())
  return args
}

function databaseOf({ d1_databases }: Config) {
  return d1_databases.find(({ binding }) => binding === 'DB')
}

function missingDatabase(config: Config): string {
  const { database_name, database_id } = databaseOf(config) ?? {}
  return database_id
    ? `There is no database ${database_id} on this Cloudflare account. Correct or remove database_id in the settings.`
    : `There is no database ${database_name} yet. Say where most of your users are, and it is created there:\n  npm run deploy -- --location weur\nOr create it yourself, then deploy again; wrangler finds it by this name:\n  npx wrangler d1 create ${database_name} --location weur\nThe locations: ${Object.keys(locations).join(', ')}.`
}
