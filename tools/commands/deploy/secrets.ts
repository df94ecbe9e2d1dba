import { lastOf, sameWorker, wrangler } from '../../lib/wrangler.ts'
import { defaultConfig } from './upload.ts'

/**
 * The names of the secrets of the Worker that these arguments of wrangler deploy choose. A Worker that was never deployed
 * has none.
 * @throws Error with wrangler's message if Cloudflare cannot be queried
 */
export async function secretNames(args: string[]): Promise<string[]> {
  const { code, stdout, output } = await listSecrets(args)
  const list = /^\[[\s\S]*/m.exec(stdout)?.[0]
  if (code === 0 && list) {
    const secrets: { name: string }[] = JSON.parse(list)
    return secrets.map(({ name }) => name)
  }
  // No other failure may mean "none": a new JWT_SECRET over the old one would sign out every account.
  if (/Worker "[^"]*"( \(env: [^)]*\))? not found/.test(output)) return []
  throw new Error(
    `${output.trim()}\nThe secrets could not be listed. Run npx wrangler login, or set CLOUDFLARE_API_TOKEN.`,
  )
}

function listSecrets(args: string[]) {
  const name = nameOf(args)
  const which = sameWorker(args)
  if (name === undefined) return wrangler(['secret', 'list', ...which])
  // With --name and --env, deploy uploads NAME, but secret list looks for NAME-ENV.
  const environment = which.indexOf('--env')
  const rest = environment < 0 ? which : which.toSpliced(environment, 2)
  return wrangler(['secret', 'list', '--name', name, ...rest], {
    env: { CLOUDFLARE_ENV: lastOf(which, '--env') ?? '' },
  })
}

/** The flags of `wrangler secret put` for the Worker that was deployed, as typed after the command. */
export function secretPutFlags(args: string[]): string {
  const name = nameOf(args)
  const which = name === undefined ? sameWorker(args) : ['--name', name]
  const pairs = which.flatMap((flag, index) => {
    const value = which[index + 1] ?? ''
    return index % 2 === 0 && !['', defaultConfig].includes(value) ? [` ${flag} ${value}`] : []
  })
  return pairs.join('')
}

/** The name that wrangler deploy uses instead of the name in the settings; Workers Builds sets the variable. */
function nameOf(args: string[]): string | undefined {
  return process.env.WRANGLER_CI_OVERRIDE_NAME || lastOf(args, '--name')
}
