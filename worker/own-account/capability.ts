import type { Capability } from '../http/capability.ts'
import { registrationProblems } from './problems.ts'
import {
  changeOwnPassword,
  createFirstPasskeyOptions,
  createOwnAccount,
  deleteOwnAccount,
  requestEmailChange,
  sendEmailCode,
  updateOwnAccount,
  verifyEmail,
} from './routes.ts'
import { vars } from './vars.ts'

/** Registration, and what people do with their own account. */
export const ownAccountCapability = {
  routes: [
    createOwnAccount,
    createFirstPasskeyOptions,
    updateOwnAccount,
    changeOwnPassword,
    requestEmailChange,
    sendEmailCode,
    verifyEmail,
    deleteOwnAccount,
  ],
  problems: registrationProblems,
  vars,
} satisfies Capability
