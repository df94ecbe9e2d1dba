import type { Settings } from '../../config/settings.ts'
import { Problem } from '../../http/problem.ts'
import type { Client } from '../../oauth-clients/clients.ts'
import { oauthProblems } from '../problems.ts'

/** The resources that a client may get access tokens for, now. */
export function resourcesOf({ RESOURCES }: Settings, { resources }: Client): string[] {
  return resources.filter((each) => RESOURCES.includes(each))
}

/**
 * The resources that a request names, each once and as it is written here: clients write the root of a host with or without its slash.
 * @throws Problem `invalid_target` for one that is not allowed
 */
export function namedResources(allowed: readonly string[], names: readonly string[]): string[] {
  const named = names.map((name) => {
    const found = allowed.find((one) => one === name || `${one}/` === name || one === `${name}/`)
    if (!found) throw new Problem(oauthProblems.invalid_target)
    return found
  })
  return [...new Set(named)]
}
