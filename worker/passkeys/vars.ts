import type { Settings, SettingsIssue, Vars } from '../config/settings.ts'
import { origins, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import * as z from '../input/zod.ts'
import { passkeyProblems } from './problems.ts'

/** Settings of passkeys. */
export const vars = {
  RP_ID: [
    'plain',
    () =>
      z
        .string()
        .check(z.trim(), z.refine(isDomain, 'must be a domain such as example.com, in lower case')),
    undefined,
  ],
  RP_ORIGINS: ['plain', origins, []],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}

/** True for a domain as browsers compare it, in A-labels. An IP address is none. */
function isDomain(host: string): boolean {
  return /^(?=.{1,253}$)([a-z0-9-]{1,63}\.)*[a-z][a-z0-9-]{0,62}$/.test(host)
}

export function checkVars(vars: Vars): SettingsIssue[] {
  const { PUBLIC_URL, RP_ID, RP_ORIGINS, PASSWORDS } = vars
  const host = PUBLIC_URL && new URL(PUBLIC_URL).hostname
  if (RP_ID && host && host !== RP_ID && !host.endsWith(`.${RP_ID}`)) {
    const message = 'must be the host of PUBLIC_URL or a domain above it'
    return [{ variable: 'RP_ID', message }]
  }
  if (RP_ID && !host && RP_ORIGINS.length === 0) {
    return [{ variable: 'RP_ID', message: 'requires PUBLIC_URL or RP_ORIGINS' }]
  }
  return PASSWORDS || relyingPartyOf(vars)
    ? []
    : [{ variable: 'PASSWORDS', message: 'can be off only if PUBLIC_URL or RP_ID names a domain' }]
}

/** What passkeys are bound to (WebAuthn Level 3 section 4, "Relying Party"). */
export interface RelyingParty {
  id: string
  /** Of the pages that may use its passkeys. */
  origins: string[]
}

/** From the settings alone, never from a request. Undefined if they do not define it: then there are no passkeys. */
export function relyingPartyOf({
  PUBLIC_URL,
  RP_ID,
  RP_ORIGINS,
}: Pick<Settings, 'PUBLIC_URL' | 'RP_ID' | 'RP_ORIGINS'>): RelyingParty | undefined {
  const url = PUBLIC_URL === undefined ? undefined : new URL(PUBLIC_URL)
  const id = RP_ID ?? url?.hostname
  if (id === undefined || !isDomain(id)) return undefined
  return { id, origins: [...new Set([...(url ? [url.origin] : []), ...RP_ORIGINS])] }
}

/**
 * The relying party of this instance.
 * @throws Problem `passkeys_unavailable`
 */
export function requireRelyingParty({ settings }: Call): RelyingParty {
  const found = relyingPartyOf(settings)
  if (!found) throw new Problem(passkeyProblems.passkeys_unavailable, { log: { missing: 'RP_ID' } })
  return found
}
