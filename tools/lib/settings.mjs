import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import util from 'node:util'
import { experimental_readRawConfig, unstable_readConfig } from 'wrangler'
import { readSettings } from '../../worker/config/settings.ts'
import { nearest } from '../bootstrap/nearest.mjs'
import { root } from '../bootstrap/process.mjs'
import { lastOf, varsOf } from './wrangler.mjs'

/**
 * wrangler.toml as wrangler reads it with these arguments, `--var` laid over [vars]. Beside it, for an environment:
 * `environment`, its name, and `production`, the top level; and `otherVars`, the variables of each other section.
 * @throws Error for an environment that does not exist: wrangler would take the top level, which is production
 */
export function readConfig(args) {
  const given = lastOf(args, '-c', '--config')
  const file = given ? resolve(root, given) : join(root, 'wrangler.toml')
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const name = lastOf(args, '-e', '--env') ?? process.env.CLOUDFLARE_ENV ?? ''
  const { rawConfig } = experimental_readRawConfig({ config: file }, { hideWarnings: true })
  const known = Object.keys(rawConfig.env ?? {})
  if (name !== '' && !known.includes(name)) throw new Error(noEnvironment(name, known))
  const read = (env) => unstable_readConfig({ config: file, env }, { hideWarnings: true })
  const config = read(name)
  const sections = {
    '[vars]': rawConfig.vars,
    ...Object.fromEntries(known.map((each) => [`[env.${each}.vars]`, rawConfig.env[each].vars])),
  }
  const own = name === '' ? '[vars]' : `[env.${name}.vars]`
  return {
    ...config,
    // Workers Builds sets the variable, and wrangler deploy takes it over all else.
    name: process.env.WRANGLER_CI_OVERRIDE_NAME || (lastOf(args, '--name') ?? config.name),
    vars: { ...config.vars, ...varsOf(args) },
    otherVars: Object.fromEntries(Object.entries(sections).filter(([each]) => each !== own)),
    ...(name !== '' && { environment: name, production: read('') }),
  }
}

function noEnvironment(name, known) {
  const near = nearest(name, known)
  const hint = near ? `Did you mean ${near}?` : 'docs/staging.md says how to make one.'
  return `wrangler.toml has no [env.${name}], so nothing was done. ${hint}`
}

/** What .dev.vars says, as wrangler dev takes it: that of an environment in place of the usual one. */
export function devVars(env) {
  const files = [...(env ? [`.dev.vars.${env}`] : []), '.dev.vars'].map((name) => join(root, name))
  const file = files.find((each) => existsSync(each))
  return file ? util.parseEnv(readFileSync(file, 'utf8')) : {}
}

/**
 * The variables as the Worker itself will understand them, a random secret in place of the real one.
 * @throws Error that names each variable that is wrong
 */
export function parseVars(vars, DB = {}) {
  return readSettings({ ...vars, JWT_SECRET: randomSecret(), DB, FLOOD: {} })
}

/** 256 random bits: as many as HMAC-SHA-256 can use. */
export function randomSecret() {
  return randomBytes(32).toString('base64url')
}
