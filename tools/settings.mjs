import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { unstable_readConfig } from 'wrangler'
import { readSettings } from '../worker/settings.ts'
import { root } from './child.mjs'
import { lastOf, varsOf } from './wrangler.mjs'

/** wrangler.toml as wrangler reads it with these arguments, `--var` laid over [vars]. */
export function readConfig(args) {
  const file = lastOf(args, '-c', '--config')
  const config = unstable_readConfig(
    {
      config: file ? resolve(root, file) : join(root, 'wrangler.toml'),
      env: lastOf(args, '-e', '--env'),
    },
    { hideWarnings: true },
  )
  return { ...config, vars: { ...config.vars, ...varsOf(args) } }
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
