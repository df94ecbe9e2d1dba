import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { lookup } from '../input/text.ts'
import * as z from '../input/zod.ts'

/** The header that `requireSetupToken` reads. */
export const setupHeaders = once(() =>
  z.object({
    'x-setup-token': z
      .optional(lookup(maxLength.token))
      .check(z.describe('Needed if SETUP_TOKEN is set')),
  }),
)
