import type { shell as English } from '../en/shell.ts'
import { translation } from '../message.ts'

export const shell = translation<typeof English>()({
  'ui.account': 'Konto',
  'ui.actions': 'Aktionen',
  'ui.administration': 'Verwaltung',
  'ui.any': 'alle',
  'ui.audit_log': 'Audit-Protokoll',
  'ui.back_to': 'Zurück zu {product}',
  'ui.cancel': 'Abbrechen',
  'ui.confirm_code': 'Bestätigen Sie Ihre Identität',
  'ui.confirm_code_lead':
    'Für diese Änderung müssen Sie Ihre Identität erneut bestätigen. Geben Sie den Code Ihrer Authenticator-App ein, um fortzufahren.',
  'ui.confirm_passkey_lead':
    'Für diese Änderung ist eine kürzliche Anmeldung nötig. Verwenden Sie Ihren Passkey, um fortzufahren.',
  'ui.confirm_password': 'Passwort bestätigen',
  'ui.confirm_password_lead':
    'Diese Änderung erfordert eine aktuelle Anmeldung. Geben Sie Ihr Passwort ein, um fortzufahren.',
  'ui.confirmation_mismatch': 'Das stimmt nicht überein. Geben Sie es genau wie angezeigt ein.',
  'ui.continue': 'Weiter',
  'ui.copied': 'Kopiert',
  'ui.copy': 'Kopieren',
  'ui.device': '{browser} auf {system}',
  'ui.device.program': 'Unbekanntes Programm',
  'ui.device.unknown': 'Unbekanntes Gerät',
  'ui.filter': '{label}: {value}',
  'ui.navigation': 'Hauptnavigation',
  'ui.next': 'Weiter',
  'ui.not_you': 'Nicht {name}?',
  'ui.other_account': 'Anderes Konto verwenden',
  'ui.password': 'Passwort',
  'ui.previous': 'Zurück',
  'ui.select': '{name} auswählen',
  'ui.select_all': 'Alle auswählen',
  'ui.session_ended': 'Ihre Sitzung ist beendet',
  'ui.session_ended_lead':
    'Melden Sie sich erneut an, um fortzufahren. Ihre Eingaben bleiben erhalten.',
  'ui.settings': 'Einstellungen',
  'ui.sign_out': 'Abmelden',
  'ui.signed_in_as': 'Konto: {name}',
  'ui.signing_in': 'Anmeldung läuft…',
  'ui.type_to_confirm': 'Geben Sie zur Bestätigung {name} ein',
  'ui.user_menu': 'Kontomenü',
  'ui.users': 'Benutzer',
})
