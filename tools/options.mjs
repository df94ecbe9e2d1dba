import { parseArgs } from 'node:util'

export const text = { type: 'string' }
export const flag = { type: 'boolean', default: false }

/** What names a database and the configuration that goes with it, as wrangler has it. */
const place = {
  remote: flag,
  local: flag,
  'persist-to': text,
  env: { ...text, short: 'e' },
  config: { ...text, short: 'c' },
}

/**
 * Reads the arguments of a command that works on a database; with `--help` it says how it is used, and ends.
 * @param {string[]} args
 * @param {string} command how it is typed, without options
 * @param {object} options its own, as `parseArgs` takes them
 * @param {(positionals: string[]) => boolean} fits whether these arguments without a name are right
 * @returns {{ values: object, positionals: string[], which: string[], where: string[] }} `which` configuration and
 *   `where` the database is, as arguments of wrangler
 * @throws Error in plain words, with the usage where that is what is wrong
 */
export function readOptions(args, command, options, fits = ({ length }) => length === 0) {
  const own = { ...options, ...place }
  const named = Object.entries(own).map(
    ([name, { type }]) => `[--${name}${type === 'string' ? ' …' : ''}]`,
  )
  const told = `Usage: ${command} ${named.join(' ')}`
  const { values, positionals } = parsed()
  if (values.help) {
    console.log(told)
    process.exit()
  }
  if (!fits(positionals)) throw new Error(told)
  if (values.remote && (values.local || values['persist-to'] !== undefined)) {
    throw new Error(
      '--remote is the deployed database, --local and --persist-to are not: take one.',
    )
  }
  const which = flags('config', 'env')
  const where = [values.remote ? '--remote' : '--local', ...which, ...flags('persist-to')]
  return { values, positionals, which, where }

  function parsed() {
    try {
      const all = { ...own, help: { ...flag, short: 'h' } }
      return parseArgs({ args, options: all, allowPositionals: true })
    } catch (error) {
      // The rest of it is how to pass what begins with a dash and is no option.
      throw new Error(`${error.message.split('. To specify')[0]}\n${told}`)
    }
  }

  function flags(...names) {
    return names.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, values[name]]))
  }
}
