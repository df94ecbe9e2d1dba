import type { guest as English } from '../en/guest.ts'
import { translation } from '../message.ts'

export const guest = translation<typeof English>()({
  'guest.no_script': 'Esta página precisa de JavaScript. Ative o JavaScript e recarregue a página.',
  'guest.sign_in.title': 'Entrar em {product}',
  'guest.unavailable.title': 'Esta página está indisponível',
  'guest.unavailable.explanation':
    'O serviço não está respondendo. Recarregue esta página em instantes.',
})
