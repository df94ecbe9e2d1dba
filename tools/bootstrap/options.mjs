import { parseArgs } from 'node:util'
import { nearest } from './nearest.mjs'

/**
 * @typedef {object} Option
 * @property {string} about a sentence that describes the option
 * @property {string} [value] the placeholder of its value; an option without one is a switch
 * @property {string} [short] its one-letter name
 * @property {readonly string[]} [choices] the allowed values
 * @property {readonly [number, number]} [integer] the value is a whole number between these two
 * @property {boolean} [many] may be repeated, and takes several values at once, as wrangler's lists do
 * @property {boolean} [empty] the value may be empty
 * @property {boolean} [optional] the value may be left out; otherwise it follows `=`
 *
 * @typedef {object} Positional
 * @property {string} name
 * @property {string} about
 * @property {boolean} [optional]
 * @property {boolean} [many]
 * @property {readonly string[]} [choices]
 *
 * @typedef {Record<string, string | boolean | string[] | undefined>} AnyValues
 *
 * @typedef {object} Usage
 * @property {string} command how to type the command, without arguments
 * @property {string} about what the command does, in sentences
 * @property {Record<string, Option>} [options]
 * @property {readonly Positional[]} [positionals]
 * @property {string} [rest] a sentence about the arguments after `--`, if the command takes any
 * @property {(values: AnyValues, positionals: string[]) => string | undefined} [fault] describes a fault that the rules
 *   above do not cover
 */

/**
 * The values of options: a list, a text, or `true` and `false` for a switch.
 * @template Options
 * @typedef {{ -readonly [Name in keyof Options]?: Options[Name] extends { many: true } ? string[]
 *   : Options[Name] extends { value: string, optional: true } ? string | true
 *   : Options[Name] extends { value: string } ? string : boolean }} Values
 */

/**
 * @template {Usage} U
 * @typedef {{ values: U extends { options: infer Options } ? Values<Options> : {}, positionals: string[], rest: string[] }} Arguments
 */

/** @typedef {ReturnType<typeof parseArgs>['tokens']} Tokens */

/** @type {Option} */
const help = { short: 'h', about: 'Prints this text and does nothing else.' }

/** The first line of --help lists at most so many options. */
const mostInALine = 18

/** Options that npm itself may read from an .npmrc: a value of npm does not mean that a user typed it here. */
const ownedByNpm = ['yes', 'json', 'tag', 'message', 'email', 'username']

/**
 * Reads the arguments of a command. With --help it prints the usage and ends the process.
 * @template {Usage} U
 * @param {string[]} args
 * @param {U} usage
 * @returns {Arguments<U>}
 * @throws Error with the fault, the nearest known name and the usage
 */
export function readArguments(args, usage) {
  /** @type {Record<string, Option>} */
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
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) {
    console.log(describe(usage))
    process.exit()
  }
  const end = tokens.find(({ kind }) => kind === 'option-terminator')
  const rest = end ? args.slice(end.index + 1) : []
  /** @type {Record<string, string | boolean | string[]>} */
  const values = {}
  /** @type {string[]} */
  const positionals = []
  /** @type {string[] | undefined} */
  let list
  for (const token of end ? tokens.filter(({ index }) => index < end.index) : tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      ;(list ?? positionals).push(token.value)
      continue
    }
    const { name, option, value } = read(token)
    list = undefined
    if (option.many && typeof value === 'string') {
      const before = values[name]
      list = [...(Array.isArray(before) ? before : []), value]
    }
    values[name] = list ?? value
  }
  const wrong = faultOf(positionals, usage.positionals ?? [])
  if (wrong) throw new Error(`${synopsis(usage)}\n${wrong}`)
  if (rest.length > 0 && !usage.rest) {
    throw new Error(`${synopsis(usage)}\nUnexpected argument ${rest[0]}`)
  }
  for (const name of Object.keys(options)) {
    const swallowed = process.env[`npm_config_${name.replaceAll('-', '_')}`]
    if (swallowed === undefined || ownedByNpm.includes(name) || Object.hasOwn(values, name))
      continue
    fail(`npm took --${name} for itself. Put -- before it: ${usage.command} --${name}`)
  }
  const fault = usage.fault?.(values, positionals)
  if (fault) throw new Error(`${fault}\n${synopsis(usage)}`)
  // Each value was read by its option, which is what the type derives from.
  return /** @type {Arguments<U>} */ ({ values, positionals, rest })

  /**
   * @param {Extract<NonNullable<Tokens>[number], { kind: 'option' }>} token
   * @returns {{ name: string, option: Option, value: string | boolean }}
   */
  function read({ name, rawName, value, inlineValue }) {
    const known = /^--no-/.test(rawName) && !options[name] ? name.slice(3) : name
    const option = Object.hasOwn(options, known) ? options[known] : undefined
    if (!option || (known !== name && option.value)) return fail(unknown(rawName, name))
    const label = `--${known}`
    if (option.optional) return { name: known, option, value: value ?? true }
    if (!option.value) {
      if (value === undefined) return { name: known, option, value: known === name }
      if (known === name && /^(true|false)$/.test(value)) {
        return { name: known, option, value: value === 'true' }
      }
      fail(`${label} is a switch. It takes no value but true or false.`)
    }
    // -e=x, as wrangler takes it.
    const text = inlineValue && !rawName.startsWith('--') ? value?.replace(/^=/, '') : value
    if (text === undefined || (text === '' && !option.empty)) return fail(`${label} needs a value.`)
    if (!inlineValue && text.startsWith('-'))
      fail(`${label} needs a value. Is it ${text}? Write ${label}=${text}`)
    if (option.choices && !option.choices.includes(text)) {
      fail(`${label} takes ${option.choices.join(', ')}.${suggestion(text, option.choices)}`)
    }
    if (option.integer) {
      const [least, most] = option.integer
      if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
        fail(`${label} takes a whole number from ${least} to ${most}.`)
      }
    }
    return { name: known, option, value: text }
  }

  /**
   * @param {string} rawName
   * @param {string} name
   */
  function unknown(rawName, name) {
    const near = nearest(name, Object.keys(options))
    return `Unknown option ${rawName}.${near ? ` Did you mean --${near}?` : ''}`
  }

  /**
   * @param {string} message
   * @returns {never}
   */
  function fail(message) {
    throw new Error(`${message}\n${synopsis(usage)}\nDescriptions: ${usage.command} --help`)
  }
}

/**
 * Options as arguments for another program: `--name=value`, and `--name` for a switch.
 * @param {Readonly<AnyValues>} values
 * @param {readonly string[]} names the options to pass on
 * @returns {string[]}
 */
export function argumentsOf(values, names = Object.keys(values)) {
  return names.flatMap((name) => {
    const given = values[name]
    if (given === undefined) return []
    return [given].flat().map((value) => (value === true ? `--${name}` : `--${name}=${value}`))
  })
}

/**
 * @param {string[]} given
 * @param {readonly Positional[]} wanted
 */
function faultOf(given, wanted) {
  const missing = wanted.find(({ optional }, index) => !optional && given[index] === undefined)
  if (missing) return `${missing.name} is missing.`
  for (const [index, { choices }] of wanted.entries()) {
    const value = given[index]
    if (choices && value !== undefined && !choices.includes(value)) {
      return `${value} is none of ${choices.join(', ')}.${suggestion(value, choices)}`
    }
  }
  if (given.length > wanted.length && !wanted.at(-1)?.many)
    return `Unexpected argument ${given[wanted.length]}`
  return undefined
}

/**
 * @param {string} text
 * @param {readonly string[]} choices
 */
function suggestion(text, choices) {
  const near = nearest(text, choices)
  return near ? ` Did you mean ${near}?` : ''
}

/** @param {Usage} usage */
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

/**
 * @param {string} name
 * @param {Option} option
 */
function shape(name, { value, optional, many }) {
  if (!value) return `--${name}`
  return `--${name}${optional ? `[=${value}]` : ` ${value}${many ? '…' : ''}`}`
}

/**
 * The text of --help: a sentence for each argument and option.
 * @param {Usage} usage
 */
export function describe(usage) {
  const { about, options = {}, positionals = [], rest } = usage
  /** @type {Row[]} */
  const places = positionals.map((each) => [`  ${each.name}`, sentence(each)])
  /** @type {Row[]} */
  const named = Object.entries({ ...options, help }).map(([name, option]) => [
    `  ${option.short ? `-${option.short}, ` : ''}${shape(name, option)}`,
    sentence(option),
  ])
  /** @type {Row[]} */
  const after = rest ? [['  -- …', rest]] : []
  return [
    synopsis(usage, mostInALine),
    about,
    ...(places.length > 0 ? [`\nArguments:\n${table(places)}`] : []),
    `\nOptions:\n${table([...named, ...after])}`,
  ].join('\n')
}

/** @param {Pick<Option, 'about' | 'choices'>} described */
function sentence({ about, choices }) {
  return choices ? `${about} One of ${choices.join(', ')}.` : about
}

/** @typedef {[name: string, text: string]} Row */

/**
 * Names on the left, sentences on the right, or on the next line after a long name.
 * @param {Row[]} rows
 */
function table(rows) {
  const width = Math.min(34, Math.max(...rows.map(([name]) => name.length)) + 2)
  return rows
    .map(([name, text]) =>
      name.length < width ? `${name.padEnd(width)}${text}` : `${name}\n${' '.repeat(width)}${text}`,
    )
    .join('\n')
}
