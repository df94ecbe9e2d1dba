import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { experimental_readRawConfig, type Unstable_Config, unstable_readConfig } from 'wrangler'
import { settingsOf } from '../../worker/capabilities.ts'
import type { Settings } from '../../worker/config/settings.ts'
import { nearest } from '../bootstrap/nearest.mjs'
import { root } from '../bootstrap/process.mjs'
import { missingSecrets } from './secrets.ts'
import { lastOf, varsOf } from './wrangler.ts'

/** Variables by name. */
export type Variables = Record<string, unknown>

/** wrangler's configuration of one environment. */
export interface Config extends Omit<Unstable_Config, 'vars'> {
  vars: Variables
  /** The variables of every other section, by its header. */
  otherVars: Record<string, Variables>
  /** The name of the environment, if it is not the top level. */
  environment?: string
  /** The top level, if `environment` is set. */
  production?: Unstable_Config
}

/**
 * Reads the configuration as wrangler reads it with these arguments. `--var` wins over [vars].
 * @throws Error for an environment that does not exist: wrangler would use the top level, which is production
 */
export function readConfig(args: string[]): Config {
  const given = lastOf(args, '-c', '--config')
  const file = given ? resolve(root, given) : join(root, 'wrangler.toml')
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const name = lastOf(args, '-e', '--env') ?? process.env.CLOUDFLARE_ENV ?? ''
  const { rawConfig } = experimental_readRawConfig({ config: file }, { hideWarnings: true })
  // wrangler's type leaves the sections open.
  const environments = (rawConfig.env ?? {}) as Record<string, { vars?: Variables }>
  const known = Object.keys(environments)
  if (name !== '' && !known.includes(name)) throw new Error(noEnvironment(name, known))
  const read = (env: string) => unstable_readConfig({ config: file, env }, { hideWarnings: true })
  const config = read(name)
  const sections: Record<string, Variables> = {
    '[vars]': rawConfig.vars ?? {},
    ...Object.fromEntries(
      Object.entries(environments).map(([each, { vars }]) => [`[env.${each}.vars]`, vars ?? {}]),
    ),
  }
  const own = name === '' ? '[vars]' : `[env.${name}.vars]`
  return {
    ...config,
    // Workers Builds sets the variable, and it wins over everything else.
    name: process.env.WRANGLER_CI_OVERRIDE_NAME || (lastOf(args, '--name') ?? config.name),
    vars: { ...config.vars, ...varsOf(args) },
    otherVars: Object.fromEntries(Object.entries(sections).filter(([each]) => each !== own)),
    ...(name !== '' && { environment: name, production: read('') }),
  }
}

function noEnvironment(name: string, known: string[]): string {
  const near = nearest(name, known)
  const hint = near ? `Did you mean ${near}?` : 'docs/staging.md describes how to add one.'
  return `There is no [env.${name}] in the settings, so nothing was done. ${hint}`
}

/** The variables of .dev.vars, as wrangler dev reads them: the file of an environment replaces the default one. */
export function devVars(environment?: string): Record<string, string> {
  const names = [...(environment ? [`.dev.vars.${environment}`] : []), '.dev.vars']
  const file = names.map((name) => join(root, name)).find((each) => existsSync(each))
  // The type allows undefined, but parseEnv never returns it.
  return file ? (parseEnv(readFileSync(file, 'utf8')) as Record<string, string>) : {}
}

/**
 * The variables as the Worker reads them, with random secrets instead of the real ones.
 * @throws Error that names each wrong variable
 */
export function parseVars(vars: Variables, DB: object = {}): Promise<Settings> {
  return settingsOf({ ...vars, ...missingSecrets([]), DB, RATE_LIMIT: {} })
}
