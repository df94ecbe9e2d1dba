import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'ui.loading': '読み込み中…',
  'ui.try_again': '再試行',
})
