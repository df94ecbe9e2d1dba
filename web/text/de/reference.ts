import type { reference as English } from '../en/reference.ts'
import { translation } from '../message.ts'

export const reference = translation<typeof English>()({
  'reference.title': 'API-Referenz',
  'reference.lead': 'Alle Endpunkte dieses Dienstes, wie {link} sie beschreibt.',
  'reference.search': 'Endpunkte suchen',
  'reference.count': { one: '{count} Endpunkt', other: '{count} Endpunkte' },
  'reference.required': 'erforderlich',
  'reference.parameters': 'Parameter',
  'reference.body': 'Inhalt der Anfrage',
  'reference.responses': 'Antworten',
  'reference.example': 'Beispiel',
  'reference.anyone': 'Für alle',
  'reference.bearer': 'Token im Authorization-Header',
  'reference.cookie': 'Sitzungscookie',
  'reference.empty': 'Kein Inhalt',
})
