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
    listAccounts,
    createAccount,
    changeAccounts,
    getAccount,
    updateAccount,
    setAccountPassword,
    deleteAccount,
    sendAccountCode,
    listAccountSessions,
    endAccountSessions,
    endAccountSession,
    removeAccountFactors,
  ],
  problems: administrationProblems,
} satisfies Capability
