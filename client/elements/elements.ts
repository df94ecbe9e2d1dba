import { defineSignIn } from './sign-in.ts'
import { defineUserButton } from './user-button.ts'

export type { LatchkeySignIn } from './sign-in.ts'
export type { SignInLabels } from './sign-in-labels.ts'
export type { LatchkeyUserButton, UserButtonLabels } from './user-button.ts'

// Importing this module makes the elements available to the page.
if (globalThis.customElements) {
  defineUserButton()
  defineSignIn()
}
