import { identifierKey } from '../accounts/identifiers.ts'
import { identifierVar, onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of setup and of the default accounts. */
export const vars = {
  SETUP_TOKEN: [
    'secret',
    () => z.string().check(z.minLength(16, 'must be at least 16 characters')),
    undefined,
  ],
  DEFAULT_ACCOUNTS: ['plain', onOff, false],
  LOCAL_EMAIL: ['plain', identifierVar, 'admin@local'],
  LOCAL_PASSWORD: ['secret', () => z.string(), 'changeme'],
  ADMIN_EMAIL: ['plain', identifierVar, 'admin'],
  ADMIN_PASSWORD: ['secret', () => z.string(), 'admin'],
} as const satisfies VarDefinitions

/** The two default accounts are two accounts. */
export function checkVars({ LOCAL_EMAIL, ADMIN_EMAIL }: VarsOf<typeof vars>) {
  return identifierKey(LOCAL_EMAIL) === identifierKey(ADMIN_EMAIL)
    ? [{ variable: 'ADMIN_EMAIL', message: 'must differ from LOCAL_EMAIL' }]
    : []
}

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
