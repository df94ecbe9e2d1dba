import { buildPages } from '../../lib/pages.ts'

/** Builds the pages if their sources have changed. */
export async function run(): Promise<void> {
  console.log((await buildPages()) ? 'Built the pages into web/dist.' : 'The pages are up to date.')
}
