import type { Call } from '../http/context.ts'
import { missingMailSettings } from '../mail/messages.ts'
import { setupState } from '../setup/setup.ts'
import type { Instance } from './routes.ts'

/** What a page has to know before anybody is signed in. One round trip. */
export async function describeInstance(call: Call): Promise<Instance> {
  const { settings } = call
  const { open } = await setupState(call)
  return {
    product: {
      name: settings.PRODUCT_NAME,
      accent: settings.ACCENT_COLOR ?? null,
      logo: settings.LOGO_URL ?? null,
      terms: settings.TERMS_URL ?? null,
    },
    registration: settings.REGISTRATION,
    set_up: !open,
    setup_token_required: settings.SETUP_TOKEN !== undefined,
    password_min_length: settings.passwordMinLength,
    username_min_length: settings.usernameMinLength,
    mail: missingMailSettings(settings).length === 0,
  }
}
