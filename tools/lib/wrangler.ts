import { join } from 'node:path'
import { node } from '../bootstrap/install.mjs'
import { type Result, type RunOptions, root, run } from '../bootstrap/process.mjs'

/** Runs wrangler. LATCHKEY_WRANGLER replaces it by another program in tests. */
export async function wrangler(args: string[], options: RunOptions = {}): Promise<Result> {
  const program =
    process.env.LATCHKEY_WRANGLER ?? join(root, 'node_modules/wrangler/bin/wrangler.js')
  const ended = await run(node, [program, ...args], {
    tidy,
    ...options,
    env: {
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_SEND_METRICS: 'false',
      ...options.env,
    },
  })
  // A removed advertisement leaves empty lines.
  return { ...ended, output: ended.output.replace(/\n(?:[ \t]*\n){2,}/g, '\n\n') }
}

/** wrangler advertises its temporary accounts and its newest version. */
const advertisement =
  /rerun this command with `--temporary`|wrangler deploy --temporary|wrangler \d[\d.]+ \(update available|version of Wrangler you are using is now out-of-date|wrangler@latest|Cloudflare skills/i

/** An escape sequence of a terminal, such as a color (ECMA-48). wrangler writes them into pipes, too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007]*\u0007)/g

/** A line without colors; undefined for an advertisement. */
export function tidy(line: string): string | undefined {
  return advertisement.test(line) ? undefined : plain(line)
}

/** A line without colors. */
export function plain(line: string): string {
  return line.replace(escapes, '')
}

/**
 * Every value of a flag among arguments: `--var A:1 B:2`, `--var=A:1` and both again.
 * @param names the flag and its aliases, with dashes
 */
export function valuesOf(args: string[], ...names: string[]): string[] {
  return args.flatMap((arg, index) => {
    const name = names.find((each) => arg === each || arg.startsWith(`${each}=`))
    if (name === undefined) return []
    if (arg !== name) return [arg.slice(name.length + 1)]
    const rest = args.slice(index + 1)
    const end = rest.findIndex((each) => each.startsWith('-'))
    return end < 0 ? rest : rest.slice(0, end)
  })
}

/** The last value of a flag, which wins. */
export function lastOf(args: string[], ...names: string[]): string | undefined {
  return valuesOf(args, ...names).at(-1)
}

/** `NAME:VALUE` of --var flags as an object. */
export function varsOf(args: string[]): Record<string, string> {
  return Object.fromEntries(
    valuesOf(args, '--var').map((text) => {
      const [name = '', ...value] = text.split(':')
      return [name, value.join(':')]
    }),
  )
}

/** The arguments that make every wrangler command work on the same Worker. */
export function sameWorker(args: string[]): string[] {
  const single = Object.entries(oneValued).flatMap(([name, aliases]) => {
    const value = lastOf(args, name, ...aliases)
    return value === undefined ? [] : [name, value]
  })
  // Each file may hold another variable, such as the account's id.
  return [...single, ...valuesOf(args, '--env-file').flatMap((file) => ['--env-file', file])]
}

/** Flags with one value, and their aliases. */
const oneValued = { '--config': ['-c'], '--env': ['-e'], '--profile': [] }
