import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'ui.loading': 'Wird geladen …',
  'ui.try_again': 'Erneut versuchen',
})
