import { parseArgs } from 'node:util'
import { nearest } from './nearest.mjs'

/**
 * @typedef {object} Option
 * @property {string} about a sentence that says what it does
 * @property {string} [value] what stands for its value; an option without one is a switch
 * @property {string} [short] its one-letter name
 * @property {string[]} [choices] the only values it takes
 * @property {boolean} [many] it may be repeated, and takes several values at once, as wrangler's lists do
 * @property {boolean} [empty] its value may be empty
 * @property {boolean} [optional] its value may be left out, and then comes after `=` only
 *
 * @typedef {object} Usage
 * @property {string} command how it is typed, without arguments
 * @property {string} about what it does, in sentences
 * @property {Record<string, Option>} [options]
 * @property {{ name: string, about: string, optional?: boolean, many?: boolean, choices?: string[] }[]} [positionals]
 * @property {string} [rest] a sentence about the arguments after `--`, if it takes any
 */

const help = { short: 'h', about: 'Prints this text and does nothing else.' }

/** More options than this are not listed in the first line of --help. */
const mostInALine = 18

/** What npm may hold in an .npmrc: that npm has a value for it does not mean that somebody typed it. */
const ownedByNpm = ['yes', 'json', 'tag', 'message', 'email', 'username']

/**
 * Reads the arguments of a command. With --help it prints what the command takes, and ends.
 * @param {string[]} args
 * @param {Usage} usage
 * @returns {{ values: Record<string, string | boolean | string[]>, positionals: string[], rest: string[] }}
 * @throws Error with what is wrong, the nearest known name and the usage
 */
export function readArguments(args, usage) {
  const options = { ...usage.options, help }
  const { tokens } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value, short, optional }]) => [
        name,
        { type: value && !optional ? 'string' : 'boolean', ...(short && { short }) },
      ]),
    ),
  })
  if (tokens.some(({ kind, name }) => kind === 'option' && name === 'help')) {
    console.log(describe(usage))
    process.exit()
  }
  const end = tokens.find(({ kind }) => kind === 'option-terminator')
  const rest = end ? args.slice(end.index + 1) : []
  const values = {}
  const positionals = []
  let list
  for (const token of end ? tokens.filter(({ index }) => index < end.index) : tokens) {
    if (token.kind === 'positional') {
      if (list) values[list].push(token.value)
      else positionals.push(token.value)
      continue
    }
    const [name, value] = read(token)
    list = options[name].many ? name : undefined
    values[name] = list ? [...(values[name] ?? []), value] : value
  }
  const fault = faultOf(positionals, usage.positionals ?? [])
  if (fault) throw new Error(`${synopsis(usage)}\n${fault}`)
  if (rest.length > 0 && !usage.rest) {
    throw new Error(`${synopsis(usage)}\nUnexpected argument ${rest[0]}`)
  }
  for (const name of Object.keys(options)) {
    const swallowed = process.env[`npm_config_${name.replaceAll('-', '_')}`]
    if (swallowed === undefined || ownedByNpm.includes(name) || Object.hasOwn(values, name))
      continue
    fail(`npm took --${name} for itself. Put -- before it: ${usage.command} --${name}`)
  }
  return { values, positionals, rest }

  function read({ name, rawName, value, inlineValue }) {
    const known = /^--no-/.test(rawName) && !options[name] ? name.slice(3) : name
    const option = Object.hasOwn(options, known) ? options[known] : undefined
    if (!option || (known !== name && option.value)) fail(unknown(rawName, name))
    const label = `--${known}`
    if (option.optional) return [known, value ?? true]
    if (!option.value) {
      if (value === undefined) return [known, known === name]
      if (known === name && /^(true|false)$/.test(value)) return [known, value === 'true']
      fail(`${label} is a switch. It takes no value but true or false.`)
    }
    // -e=x, as wrangler takes it.
    const text = inlineValue && !rawName.startsWith('--') ? value.replace(/^=/, '') : value
    if (text === undefined || (text === '' && !option.empty)) fail(`${label} needs a value.`)
    if (!inlineValue && text.startsWith('-'))
      fail(`${label} needs a value. Is it ${text}? Write ${label}=${text}`)
    if (option.choices && !option.choices.includes(text)) {
      fail(`${label} takes ${option.choices.join(', ')}.${meant(text, option.choices)}`)
    }
    return [known, text]
  }

  function unknown(rawName, name) {
    const near = nearest(name, Object.keys(options))
    return `Unknown option ${rawName}.${near ? ` Did you mean --${near}?` : ''}`
  }

  function fail(message) {
    throw new Error(
      `${message}\n${synopsis(usage)}\nFor what each one means: ${usage.command} --help`,
    )
  }
}

/**
 * Options as arguments for another program, in one form: `--name=value`, and `--name` for a switch.
 * @param {Record<string, string | boolean | string[]>} values
 * @param {string[]} names which of them
 */
export function argumentsOf(values, names = Object.keys(values)) {
  return names
    .filter((name) => values[name] !== undefined)
    .flatMap((name) =>
      [values[name]].flat().map((value) => (value === true ? `--${name}` : `--${name}=${value}`)),
    )
}

function faultOf(given, wanted) {
  const last = wanted.at(-1)
  const missing = wanted.find(({ optional }, index) => !optional && given[index] === undefined)
  if (missing) return `${missing.name} is missing.`
  const wrong = wanted.find(
    ({ choices }, index) =>
      choices && given[index] !== undefined && !choices.includes(given[index]),
  )
  if (wrong) {
    const value = given[wanted.indexOf(wrong)]
    return `${value} is none of ${wrong.choices.join(', ')}.${meant(value, wrong.choices)}`
  }
  if (given.length > wanted.length && !last?.many)
    return `Unexpected argument ${given[wanted.length]}`
  return undefined
}

function meant(text, choices) {
  const near = nearest(text, choices)
  return near ? ` Did you mean ${near}?` : ''
}

function synopsis(
  { command, options = {}, positionals = [], rest },
  most = Number.POSITIVE_INFINITY,
) {
  const places = positionals.map(({ name, optional, many }) => {
    const text = `${name}${many ? '…' : ''}`
    return optional ? `[${text}]` : text
  })
  const named = Object.entries(options).map(([name, option]) => `[${shape(name, option)}]`)
  const listed = named.length > most ? ['[options]'] : named
  const typed = places.length + named.length > 0 ? command : command.replace(/ --$/, '')
  return ['Usage:', typed, ...places, ...listed, ...(rest ? ['[-- …]'] : [])].join(' ')
}

function shape(name, { value, optional, many }) {
  if (!value) return `--${name}`
  return `--${name}${optional ? `[=${value}]` : ` ${value}${many ? '…' : ''}`}`
}

/** The whole text of --help: a sentence for everything that a command takes. */
export function describe(usage) {
  const { about, options = {}, positionals = [], rest } = usage
  const places = positionals.map((each) => [`  ${each.name}`, sentence(each)])
  const named = Object.entries({ ...options, help }).map(([name, option]) => [
    `  ${option.short ? `-${option.short}, ` : ''}${shape(name, option)}`,
    sentence(option),
  ])
  const after = rest ? [['  -- …', rest]] : []
  return [
    synopsis(usage, mostInALine),
    about,
    ...(places.length > 0 ? [`\nArguments:\n${table(places)}`] : []),
    `\nOptions:\n${table([...named, ...after])}`,
  ].join('\n')
}

function sentence({ about, choices }) {
  return choices ? `${about} One of ${choices.join(', ')}.` : about
}

/** Names on the left, sentences on the right, or below a name that is long. */
function table(rows) {
  const width = Math.min(34, Math.max(...rows.map(([name]) => name.length)) + 2)
  return rows
    .map(([name, text]) =>
      name.length < width ? `${name.padEnd(width)}${text}` : `${name}\n${' '.repeat(width)}${text}`,
    )
    .join('\n')
}
