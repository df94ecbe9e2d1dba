import type { SettingsIssue, Vars } from '../config/settings.ts'
import { list, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'
import { isHostName } from './client-id.ts'

/** Settings of clients that nobody registered: the document at their client ID describes them. */
export const vars = {
  /** Whose documents are accepted: no one's, those of `CIMD_HOSTS`, or anyone's. */
  CIMD: ['plain', z._default(z.enum(['off', 'list', 'any']), 'off')],
  CIMD_HOSTS: [
    'plain',
    z._default(
      list.check(
        z.refine((hosts) => hosts.every(isHostName), 'must be host names such as app.example.com'),
      ),
      [],
    ),
  ],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}

export function checkVars({ CIMD, CIMD_HOSTS }: Vars): SettingsIssue[] {
  return CIMD === 'list' && CIMD_HOSTS.length === 0
    ? [{ variable: 'CIMD', message: 'requires CIMD_HOSTS' }]
    : []
}
