import type { admin as English } from '../en/admin.ts'
import { translation } from '../message.ts'

export const admin = translation<typeof English>()({
  'admin.users.title': 'Usuarios',
})
