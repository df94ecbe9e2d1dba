import type { account as English } from '../en/account.ts'
import { translation } from '../message.ts'

export const account = translation<typeof English>()({
  'account.profile.title': 'Perfil',
})
