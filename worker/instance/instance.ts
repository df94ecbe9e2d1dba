import type { Call } from '../http/context.ts'
import * as z from '../input/zod.ts'
import { missingMailSettings } from '../mail/transport.ts'
import { relyingPartyOf } from '../passkeys/vars.ts'
import { setupState } from '../setup/setup.ts'

/** What anyone may know about the instance. */
export const Instance = z.component('Instance', () =>
  z.object({
    product: z.object({
      name: z.string(),
      /** A CSS color, `#rgb` or `#rrggbb`. */
      accent: z.nullable(z.string()),
      color_scheme: z.enum(['auto', 'light', 'dark']),
      /** An https URL, or a path on this host. The same for all links and images below. */
      logo: z.nullable(z.string()),
      /** The logo for the dark scheme, if it differs. */
      logo_dark: z.nullable(z.string()),
      /** A square image. */
      icon: z.nullable(z.string()),
      /** The product itself. */
      app: z.nullable(z.string()),
      terms: z.nullable(z.string()),
      privacy: z.nullable(z.string()),
      support_email: z.nullable(z.string()),
    }),
    registration: z.enum(['open', 'invitation', 'closed']),
    /** False until the first administrator exists. */
    set_up: z.boolean(),
    setup_token_required: z.boolean(),
    /** Code points. */
    password_min_length: z.int(),
    username_min_length: z.int(),
    /** Whether an enabled API has usernames. Without one, people sign up with their email address only. */
    usernames: z.boolean(),
    /** Whether mail can be sent. Without mail there are no reset links and no codes. */
    mail: z.boolean(),
    /** Whether people can sign in with passwords. Without them, they sign in with passkeys. */
    passwords: z.boolean(),
    /** Whether people can sign in with passkeys. */
    passkeys: z.boolean(),
  }),
)
export type Instance = z.OutputOf<typeof Instance>

/** What a page needs to know before anyone is signed in. One round trip. */
export async function describeInstance(call: Call): Promise<Instance> {
  const { settings } = call
  const { isOpen } = await setupState(call)
  return {
    product: {
      name: settings.PRODUCT_NAME,
      accent: settings.ACCENT_COLOR ?? null,
      color_scheme: settings.COLOR_SCHEME,
      logo: settings.LOGO_URL ?? null,
      logo_dark: settings.LOGO_DARK_URL ?? null,
      icon: settings.ICON_URL ?? null,
      app: settings.APP_URL ?? null,
      terms: settings.TERMS_URL ?? null,
      privacy: settings.PRIVACY_URL ?? null,
      support_email: settings.SUPPORT_EMAIL ?? null,
    },
    registration: settings.REGISTRATION,
    set_up: !isOpen,
    setup_token_required: settings.SETUP_TOKEN !== undefined,
    password_min_length: settings.passwordMinLength,
    username_min_length: settings.usernameMinLength,
    usernames: settings.usernames,
    mail: missingMailSettings(settings).length === 0,
    passwords: settings.PASSWORDS,
    passkeys: relyingPartyOf(settings) !== undefined,
  }
}
