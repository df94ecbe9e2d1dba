import type { guest as English } from '../en/guest.ts'
import { translation } from '../message.ts'

export const guest = translation<typeof English>()({
  'guest.no_script':
    'Diese Seite benötigt JavaScript. Schalten Sie JavaScript ein und laden Sie diese Seite neu.',
  'guest.sign_in.title': 'Bei {product} anmelden',
  'guest.unavailable.title': 'Diese Seite ist nicht verfügbar',
  'guest.unavailable.explanation':
    'Der Dienst antwortet nicht. Laden Sie diese Seite gleich noch einmal.',
})
