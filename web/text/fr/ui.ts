import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'ui.close': 'Fermer',
  'ui.hide_password': 'Masquer le mot de passe',
  'ui.load_error': 'Cette page n’a pas pu être chargée',
  'ui.load_error_missing':
    'Une partie de cette page est manquante. Réessayez dans quelques instants.',
  'ui.loading': 'Chargement…',
  'ui.offline':
    'Vous êtes hors ligne. Les modifications ne pourront être enregistrées qu’une fois la connexion rétablie.',
  'ui.password_hint': 'Essayez quelques mots faciles à retenir.',
  'ui.password_rule': { one: 'Au moins {count} caractère', other: 'Au moins {count} caractères' },
  'ui.privacy': 'Confidentialité',
  'ui.rule_met': '(respecté)',
  'ui.show_password': 'Afficher le mot de passe',
  'ui.skip': 'Aller au contenu',
  'ui.support': 'Assistance',
  'ui.terms': 'Conditions',
  'ui.try_again': 'Réessayer',
})
