import type { Call } from '../http/context.ts'
import * as z from '../input/zod.ts'
import { missingMailSettings } from '../mail/transport.ts'
import { setupState } from '../setup/setup.ts'

/** What anyone may know about the instance. */
export const Instance = z
  .object({
    product: z.object({
      name: z.string(),
      /** A CSS color, `#rgb` or `#rrggbb`. */
      accent: z.nullable(z.string()),
      /** An https URL, or a path on this host. The same for `terms`. */
      logo: z.nullable(z.string()),
      terms: z.nullable(z.string()),
    }),
    registration: z.enum(['open', 'invitation', 'closed']),
    /** False until the first administrator exists. */
    set_up: z.boolean(),
    setup_token_required: z.boolean(),
    /** Code points. */
    password_min_length: z.int(),
    username_min_length: z.int(),
    /** Whether mail can be sent. Without mail there are no reset links and no codes. */
    mail: z.boolean(),
  })
  .register(z.globalRegistry, { id: 'Instance' })
export type Instance = z.output<typeof Instance>

/** What a page needs to know before anyone is signed in. One round trip. */
export async function describeInstance(call: Call): Promise<Instance> {
  const { settings } = call
  const { isOpen } = await setupState(call)
  return {
    product: {
      name: settings.PRODUCT_NAME,
      accent: settings.ACCENT_COLOR ?? null,
      logo: settings.LOGO_URL ?? null,
      terms: settings.TERMS_URL ?? null,
    },
    registration: settings.REGISTRATION,
    set_up: !isOpen,
    setup_token_required: settings.SETUP_TOKEN !== undefined,
    password_min_length: settings.passwordMinLength,
    username_min_length: settings.usernameMinLength,
    mail: missingMailSettings(settings).length === 0,
  }
}
