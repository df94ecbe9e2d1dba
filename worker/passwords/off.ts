import { createMiddleware } from 'hono/factory'
import type { App } from '../http/context.ts'
import type { Operation } from '../http/router.ts'
import { requirePasswords } from './hashing/hash.ts'

/** The same operation, refused before its request is read if it requires a password. For settings that turn passwords off. */
export function withoutPasswords(operation: Operation): Operation {
  return {
    ...operation,
    contract(settings) {
      const contract = operation.contract(settings)
      if (!contract.password) return contract
      const { guards = [], problems = [] } = contract
      return { ...contract, guards: [refusePassword, ...guards], problems: [...problems, 403] }
    },
  }
}

const refusePassword = createMiddleware<App>(async function refusePassword(c, next) {
  requirePasswords(c.var.call.settings)
  await next()
})
