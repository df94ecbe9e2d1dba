import { supportsPasskeys } from '../../client/browser/passkey-support.ts'
import { instance } from './state.ts'

/** Whether the service and the browser can use passkeys. */
export const offersPasskeys = instance.passkeys && supportsPasskeys()

/** What a passkey needs, in a separate script, so that the sign-in page stays small. */
export type PasskeyScript = typeof import('./passkey-script.ts')

export function loadPasskeys(): Promise<PasskeyScript> {
  return import('./passkey-script.ts')
}
