import type { Settings } from '../config/settings.ts'
import type { Vars } from '../config/vars.ts'
import { bearer, gives, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import * as z from '../input/zod.ts'
import { admin } from '../sessions/guards.ts'

const Setting = z
  .object({ name: z.string(), value: z.string() })
  .register(z.globalRegistry, { id: 'Setting' })

/**
 * What each setting may be told as. A new one does not compile until it stands here, so that no secret is told
 * because nobody thought of it.
 */
const kinds: Record<keyof Vars, 'plain' | 'secret' | 'seconds'> = {
  APIS: 'plain',
  REGISTRATION: 'plain',
  ALLOWED_ORIGINS: 'plain',
  JWT_SECRET: 'secret',
  JWT_SECRET_PREVIOUS: 'secret',
  JWT_EXPIRES_IN: 'seconds',
  SESSION_IDLE: 'seconds',
  SESSION_LIFETIME: 'seconds',
  PASSWORD_HASH: 'plain',
  BCRYPT_COST: 'plain',
  PASSWORD_MIN_LENGTH: 'plain',
  LOGIN_ATTEMPTS: 'plain',
  LOGIN_WINDOW: 'seconds',
  SUDO_MINUTES: 'plain',
  PWNED_PASSWORDS: 'plain',
  AUDIT_DAYS: 'plain',
  USER_TOKEN_DAYS: 'plain',
  PUBLIC_URL: 'plain',
  MAIL_FROM: 'plain',
  SETUP_TOKEN: 'secret',
  DEFAULT_ACCOUNTS: 'plain',
  PAGES: 'plain',
  PRODUCT_NAME: 'plain',
  ACCENT_COLOR: 'plain',
  LOGO_URL: 'plain',
  TERMS_URL: 'plain',
  LOCAL_EMAIL: 'plain',
  LOCAL_PASSWORD: 'secret',
  ADMIN_EMAIL: 'plain',
  ADMIN_PASSWORD: 'secret',
}

/** What the instance runs with, for administrators to read; changing it is a deployment. */
export function mountInstanceSettings(app: Router) {
  return app.openapi(
    {
      method: 'get',
      path: '/api/auth/settings',
      operationId: 'listSettings',
      tags: ['Latchkey'],
      summary: 'The settings this instance runs with; of secrets only whether they are set',
      middleware: [admin],
      security: bearer,
      responses: {
        200: gives(z.object({ settings: z.array(Setting) })),
        ...problems(400, 401, 403),
      },
    },
    (c) => c.json({ settings: told(c.var.call.settings) }, 200),
  )
}

function told(settings: Settings): z.output<typeof Setting>[] {
  // The least length that counts: documents ask for one, too.
  const counts = { ...settings, PASSWORD_MIN_LENGTH: settings.passwordMinLength }
  const names = Object.keys(kinds) as (keyof Vars)[]
  const vars = names.map((name) => ({ name, value: shown(counts[name], kinds[name]) }))
  return [...vars, { name: 'MAIL', value: isSet(settings.mail) }]
}

function shown(value: Settings[keyof Vars], kind: (typeof kinds)[keyof Vars]): string {
  if (kind === 'secret' || value === undefined) return isSet(value)
  if (kind === 'seconds') return duration(Number(value))
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value !== 'object') return String(value)
  if ('email' in value) return `${value.name} <${value.email}>`
  return [...value].join(', ')
}

function isSet(value: unknown): string {
  return value === undefined ? 'not set' : 'set'
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const

/** Seconds as settings are written: 7d, 12h, 15m. */
function duration(seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ['s', 1]
  return `${seconds / size}${unit}`
}
