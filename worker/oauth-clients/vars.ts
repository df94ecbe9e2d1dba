import type { SettingsIssue, Vars } from '../config/settings.ts'
import { list, oneOf, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'
import { isHostName } from './client-id.ts'

/** Settings of clients that the document at their client ID describes. */
export const vars = {
  /** Which documents are accepted: none, the documents of `CIMD_HOSTS`, or any. */
  CIMD: ['plain', oneOf('off', 'list', 'any'), 'off'],
  CIMD_HOSTS: [
    'plain',
    () =>
      list().check(
        z.refine((hosts) => hosts.every(isHostName), 'must be host names such as app.example.com'),
      ),
    [],
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
