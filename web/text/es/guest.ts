import type { guest as English } from '../en/guest.ts'
import { translation } from '../message.ts'

export const guest = translation<typeof English>()({
  'guest.no_script': 'Esta página necesita JavaScript. Actívalo y recarga la página.',
  'guest.sign_in.title': 'Inicia sesión en {product}',
  'guest.unavailable.title': 'Esta página no está disponible',
  'guest.unavailable.explanation': 'El servicio no responde. Recarga esta página en un momento.',
})
