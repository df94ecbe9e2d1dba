import { defineUserButton } from './user-button.ts'

export type { LatchkeyUserButton, UserButtonLabels } from './user-button.ts'

// Importing this module makes the elements available to the page.
if (globalThis.customElements) defineUserButton()
