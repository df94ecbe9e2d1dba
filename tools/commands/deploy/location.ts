import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'
import { operatorFile } from '../../lib/config/files.ts'
import {
  isLocation,
  jurisdictions,
  type Location,
  locations,
  type Place,
} from '../../lib/config/locations.ts'
import { operatorSettings, writeMergedConfig } from '../../lib/config/operator-file.ts'
import { ask, canAsk } from '../../lib/prompt.ts'
import { wrangler } from '../../lib/wrangler.ts'

/** Where to create the database, as flags of wrangler d1 create, and what is then near it. */
export interface Choice {
  flags: string[]
  /** Undefined for a database near the machine that deploys. */
  place: Place | undefined
}

interface Given {
  location?: string
  jurisdiction?: string
}

/** The choice of the flags; undefined if there are none. */
export function choiceOf({ location, jurisdiction }: Given): Choice | undefined {
  if (jurisdiction !== undefined) {
    // The choices of the option are these names.
    const place = jurisdictions[jurisdiction as keyof typeof jurisdictions]
    return { flags: [`--jurisdiction=${jurisdiction}`], place }
  }
  if (location === undefined) return undefined
  return { flags: [`--location=${location}`], place: locations[location as Location] }
}

/** Asks on the terminal where the users are; undefined without a terminal. */
export async function askLocation(print: (text: string) => void): Promise<Choice | undefined> {
  if (!canAsk) return undefined
  print(
    'There is no database yet. It is created once, and cannot move. Where are most of your users?',
  )
  for (const [location, { name }] of Object.entries(locations))
    print(`  ${location.padEnd(6)}${name}`)
  for (;;) {
    const location = (await ask('Location (leave it empty for one near you): '))
      .trim()
      .toLowerCase()
    if (location === '') return { flags: [], place: undefined }
    if (isLocation(location)) return choiceOf({ location })
    print('Type one of the names on the left.')
  }
}

/**
 * Creates the database.
 * @param which arguments that choose the configuration
 * @throws Error with wrangler's message
 */
export async function createDatabase(
  name: string,
  { flags }: Choice,
  which: string[],
): Promise<void> {
  const { code, output } = await wrangler(['d1', 'create', name, ...flags, ...which])
  if (code !== 0) throw new Error(`The database could not be created:\n${output.trim()}`)
}

/** The lines that place the Worker near a region. */
export function placementLines(region: string, environment?: string): string {
  const table = environment === undefined ? 'placement' : `env.${environment}.placement`
  return `[${table}]\nregion = "${region}"\n`
}

/**
 * Adds a placement to the operator's file, and merges it again.
 * @returns the name of the merged file; undefined if the lines do not fit into the file, which then is as before
 */
export function writePlacement(
  region: string,
  environment?: string,
  directory = root,
): string | undefined {
  const file = join(directory, operatorFile)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  appendFileSync(file, `${gap}${placementLines(region, environment)}`)
  try {
    operatorSettings(directory)
  } catch {
    // A table that is written inline cannot be added to.
    writeFileSync(file, before)
    return undefined
  }
  return writeMergedConfig(directory)
}
