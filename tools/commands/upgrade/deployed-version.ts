import { wrangler } from '../../lib/wrangler.ts'

/**
 * The version that npm run deploy tagged the deployed Worker with; undefined if no recent deployment has such a tag.
 * @param which arguments of wrangler that choose the configuration
 * @throws Error with wrangler's message
 */
export async function deployedVersion(which: string[]): Promise<string | undefined> {
  // The oldest first. A change of a secret is a deployment without a tag.
  const { code, output } = await wrangler(['deployments', 'list', ...which])
  if (code !== 0) throw new Error(`The deployments could not be listed:\n${output.trim()}`)
  const tags = [...output.matchAll(/^\s*Tag:\s+(\d+\.\d+\.\d+(?:\+\S+)?)\s*$/gm)]
  return tags.at(-1)?.[1]
}
