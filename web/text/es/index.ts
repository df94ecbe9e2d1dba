import { account } from './account.ts'
import { admin } from './admin.ts'
import { guest } from './guest.ts'
import { problems } from './problems.ts'
import { ui } from './ui.ts'

/** Every page needs these. */
export const common = { ...problems, ...ui, ...guest } as const

/** Only pages behind sign-in need these. */
export const signedIn = { ...account, ...admin } as const
