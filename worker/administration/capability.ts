import type { Capability } from '../http/capability.ts'
import { administrationProblems } from './problems.ts'
import {
  changeAccounts,
  createAccount,
  deleteAccount,
  endAccountSession,
  endAccountSessions,
  getAccount,
  listAccountSessions,
  listAccounts,
  removeAccountFactors,
  sendAccountCode,
  setAccountPassword,
  updateAccount,
} from './routes.ts'

/** The administration of accounts. */
export const administrationCapability = {
  routes: [
    changeAccounts,
    createAccount,
    deleteAccount,
    endAccountSession,
    endAccountSessions,
    getAccount,
    listAccountSessions,
    listAccounts,
    removeAccountFactors,
    sendAccountCode,
    setAccountPassword,
    updateAccount,
  ],
  problems: administrationProblems,
} satisfies Capability
