import type { guest as English } from '../en/guest.ts'
import { translation } from '../message.ts'

export const guest = translation<typeof English>()({
  'guest.no_script': 'Cette page nécessite JavaScript. Activez JavaScript, puis rechargez la page.',
  'guest.sign_in.title': 'Se connecter à {product}',
  'guest.unavailable.title': 'Cette page est indisponible',
  'guest.unavailable.explanation':
    'Le service ne répond pas. Rechargez cette page dans un instant.',
})
