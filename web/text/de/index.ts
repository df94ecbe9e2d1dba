import { account } from './account.ts'
import { admin } from './admin.ts'
import { audit } from './audit.ts'
import { consent } from './consent.ts'
import { guest } from './guest.ts'
import { problems } from './problems.ts'
import { reference } from './reference.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { ui } from './ui.ts'

/** The emails need these. */
export { emails } from './emails.ts'

/** Every page needs these. */
export const common = { ...problems, ...ui, ...guest } as const

/** Only pages behind sign-in, and the reference of the API, need these. */
export const signedIn = {
  ...shell,
  ...account,
  ...admin,
  ...audit,
  ...settings,
  ...consent,
  ...reference,
} as const
