import { roles } from '../../schema/index.ts'
import { list } from '../http/pagination.ts'
import { response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import * as z from '../input/zod.ts'
import { admin } from '../sessions/guards.ts'
import { describeInstance, Instance } from './instance.ts'
import { listedSettings, Setting } from './settings.ts'

export const getInstance = operation(
  'get',
  '/api/auth/instance',
  () => ({
    operationId: 'getInstance',
    tags: ['Latchkey'],
    responses: { 200: response(Instance) },
  }),
  async (c) => c.json(await describeInstance(c.var.call), 200),
)

export const listSettings = operation(
  'get',
  '/api/auth/settings',
  () => ({
    operationId: 'listSettings',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    responses: { 200: response(() => list(Setting())) },
  }),
  (c) => c.json({ items: listedSettings(c.var.call.settings), next: null }, 200),
)

const healthy = { status: 'ok' as const }
const health = (operationId: string) => ({
  operationId,
  tags: ['Service'],
  responses: { 200: response(() => z.object({ status: z.literal('ok') })) },
})

/** Without the database: a monitor can find out which of the two is down. */
export const getLiveness = operation(
  'get',
  '/health/live',
  () => health('getLiveness'),
  (c) => c.json(healthy, 200),
)

export const getHealth = operation(
  'get',
  '/health',
  () => health('getHealth'),
  async (c) => {
    await c.var.call.db.select({ id: roles.id }).from(roles).limit(1)
    return c.json(healthy, 200)
  },
)
