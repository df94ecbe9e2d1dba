import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'cookie.blocked':
    'Sie können sich nicht anmelden, weil dieser Browser Cookies für {host} blockiert. Erlauben Sie Cookies und laden Sie diese Seite neu.',
  'cookie.local':
    'Sie können sich nicht anmelden, weil dieser Browser das Sitzungs-Cookie über unverschlüsseltes HTTP nicht behält. Öffnen Sie diese Seite über HTTPS oder in Chrome oder Firefox mit erlaubten Cookies.',
  'cookie.plain_http':
    'Sie können sich nicht anmelden, weil diese Seite über unverschlüsseltes HTTP geöffnet wurde und Browser das Sitzungs-Cookie nur über HTTPS behalten. Öffnen Sie diese Seite über HTTPS. Auf dem Computer, auf dem der Dienst läuft, funktioniert in Chrome und Firefox auch {url}.',
  'notice.account_deleted': 'Ihr Konto wurde gelöscht.',
  'notice.passkey_added': 'Ihr Passkey wurde hinzugefügt, und Sie sind angemeldet.',
  'notice.password_set': 'Ihr Passwort wurde zurückgesetzt, und Sie sind angemeldet.',
  'notice.registration_closed':
    'Die Registrierung ist geschlossen. Bitten Sie einen Administrator um eine Einladung.',
  'notice.session_ended': 'Ihre Sitzung ist beendet. Melden Sie sich wieder an, um fortzufahren.',
  'notice.sign_in_expired': 'Diese Anmeldung ist abgelaufen. Melden Sie sich erneut an.',
  'notice.signed_out': 'Sie sind abgemeldet.',
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
  'ui.second.busy': 'Wird geprüft …',
  'ui.second.code': 'Sechsstelliger Code',
  'ui.second.code_missing': 'Geben Sie die sechs Ziffern ein, die Ihre Authenticator-App anzeigt.',
  'ui.second.lead': 'Geben Sie den Code Ihrer Authenticator-App ein.',
  'ui.second.recovery': 'Wiederherstellungscode',
  'ui.second.recovery_lead':
    'Geben Sie einen Ihrer Wiederherstellungscodes ein. Jeder gilt einmal.',
  'ui.second.recovery_missing': 'Geben Sie einen Wiederherstellungscode ein.',
  'ui.second.restart': 'Neu beginnen',
  'ui.second.submit': 'Bestätigen',
  'ui.second.title': 'Bestätigung in zwei Schritten',
  'ui.second.use_app': 'Authenticator-App verwenden',
  'ui.second.use_recovery': 'Wiederherstellungscode verwenden',
  'ui.show_password': 'Passwort anzeigen',
  'ui.skip': 'Zum Inhalt springen',
  'ui.support': 'Support',
  'ui.terms': 'Nutzungsbedingungen',
  'ui.try_again': 'Erneut versuchen',
  'ui.use_passkey': 'Passkey verwenden',
})
