import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'ui.close': 'Schließen',
  'ui.hide_password': 'Passwort verbergen',
  'ui.load_error': 'Diese Seite wurde nicht geladen',
  'ui.load_error_missing':
    'Ein Teil dieser Seite fehlt. Versuchen Sie es in einigen Augenblicken erneut.',
  'ui.loading': 'Wird geladen …',
  'ui.offline':
    'Sie sind offline. Änderungen können erst gespeichert werden, wenn Sie wieder verbunden sind.',
  'ui.password_hint': 'Verwenden Sie am besten einige Wörter, die Sie sich merken können.',
  'ui.password_rule': { one: 'Mindestens {count} Zeichen', other: 'Mindestens {count} Zeichen' },
  'ui.privacy': 'Datenschutz',
  'ui.rule_met': '(erfüllt)',
  'ui.show_password': 'Passwort anzeigen',
  'ui.skip': 'Zum Inhalt springen',
  'ui.support': 'Support',
  'ui.terms': 'Nutzungsbedingungen',
  'ui.try_again': 'Erneut versuchen',
})
