import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'cookie.blocked':
    'Vous ne pouvez pas vous connecter, car ce navigateur bloque les cookies de {host}. Autorisez les cookies, puis rechargez cette page.',
  'cookie.local':
    'Vous ne pouvez pas vous connecter, car ce navigateur ne conserve pas le cookie de session en HTTP non chiffré. Ouvrez cette page en HTTPS, ou dans Chrome ou Firefox avec les cookies autorisés.',
  'cookie.plain_http':
    'Vous ne pouvez pas vous connecter, car cette page a été ouverte en HTTP non chiffré et les navigateurs ne conservent le cookie de session qu’en HTTPS. Ouvrez cette page en HTTPS. Sur l’ordinateur qui exécute le service, {url} fonctionne aussi dans Chrome et Firefox.',
  'notice.account_deleted': 'Votre compte a été supprimé.',
  'notice.passkey_added': 'Votre clé d’accès a été ajoutée et vous êtes connecté.',
  'notice.password_set': 'Votre mot de passe a été réinitialisé, et vous êtes connecté.',
  'notice.registration_closed':
    'Les inscriptions sont fermées. Demandez une invitation à un administrateur.',
  'notice.session_ended': 'Votre session est terminée. Reconnectez-vous pour continuer.',
  'notice.sign_in_expired': 'Cette connexion a expiré. Connectez-vous à nouveau.',
  'notice.signed_out': 'Vous êtes déconnecté.',
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
  'ui.second.busy': 'Vérification…',
  'ui.second.code': 'Code à six chiffres',
  'ui.second.code_missing':
    'Saisissez les six chiffres qu’affiche votre application d’authentification.',
  'ui.second.lead': 'Saisissez le code de votre application d’authentification.',
  'ui.second.recovery': 'Code de récupération',
  'ui.second.recovery_lead':
    'Saisissez l’un de vos codes de récupération. Chacun sert une seule fois.',
  'ui.second.recovery_missing': 'Saisissez un code de récupération.',
  'ui.second.restart': 'Recommencer',
  'ui.second.submit': 'Valider',
  'ui.second.title': 'Validation en deux étapes',
  'ui.second.use_app': 'Utiliser l’application d’authentification',
  'ui.second.use_recovery': 'Utiliser un code de récupération',
  'ui.show_password': 'Afficher le mot de passe',
  'ui.skip': 'Aller au contenu',
  'ui.support': 'Assistance',
  'ui.terms': 'Conditions',
  'ui.try_again': 'Réessayer',
  'ui.use_passkey': 'Utiliser une clé d’accès',
})
