import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'
import { bundleWorker } from './bundle.ts'
import { licensesOf } from './texts.ts'

const file = join(root, 'THIRD_PARTY_LICENSES')

/**
 * Writes THIRD_PARTY_LICENSES: the licenses of the packages in the Worker and in its pages.
 * @throws Error with --check if the file is out of date
 */
export async function run({ values }: Arguments<'licenses'>): Promise<void> {
  const { packages } = await bundleWorker()
  if (!values.check) writeFileSync(file, licensesOf(packages))
  else {
    const wrong = staleLicenses(packages)
    if (wrong) throw new Error(wrong)
  }
}

/** A sentence if the file does not fit these packages. */
export function staleLicenses(packages: string[]): string | undefined {
  if (readFileSync(file, 'utf8') === licensesOf(packages)) return undefined
  return 'THIRD_PARTY_LICENSES does not match the packages in the bundle. Update it: npm run licenses'
}
