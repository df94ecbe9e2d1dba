import type { Settings } from '../config/settings.ts'
import type { Api } from '../config/vars.ts'
import type { Operation } from '../http/router.ts'
import type * as z from '../input/zod.ts'

/** The documented API of one product. Operations that products share are declared here and mounted by shared.ts. */
export interface Product {
  api: Api
  /** The minimum lengths that the document requires, in code points. */
  minPassword?: number
  minUsername?: number
  /** The body of POST /api/auth/login, and the identifier that the request contains. */
  login?: { by: 'username' | 'email'; body: () => z.ZodMiniObject }
  /** The body of POST /api/auth/register, and whether the response signs the new account in. */
  register?: { signsIn: boolean; body: () => z.ZodMiniObject }
  /** The body of GET /api/auth/me. */
  me?: { body: () => z.ZodMiniObject }
  /** The operations that only this product documents. */
  operations(settings: Settings): readonly Operation[]
}
