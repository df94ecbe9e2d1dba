import type { problems as English } from '../en/problems.ts'
import { translation } from '../message.ts'

export const problems = translation<typeof English>()({
  'field.email': 'Geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@example.com.',
  'field.other': 'Dieser Wert ist ungültig.',
  'field.password':
    'Dieses Passwort ist zu leicht zu erraten, zu kurz oder zu lang. Wählen Sie ein anderes.',
  'field.required': 'Füllen Sie dieses Feld aus.',
  'field.username': 'Verwenden Sie nur Buchstaben, Ziffern und . _ -',

  'problem.account_disabled': 'Dieses Konto ist deaktiviert.',
  'problem.account_not_found': 'Dieses Konto gibt es nicht mehr.',
  'problem.already_set_up':
    'Die Einrichtung ist bereits abgeschlossen. Laden Sie diese Seite neu, um sich anzumelden.',
  'problem.already_verified': 'Diese E-Mail-Adresse ist bereits bestätigt.',
  'problem.body_too_large': 'Das ist zu groß zum Senden.',
  'problem.cannot_change_own_email':
    'Ihre eigene E-Mail-Adresse ändern Sie auf Ihrer Sicherheitsseite.',
  'problem.cannot_delete_self': 'Ihr eigenes Konto löschen Sie auf Ihrer Sicherheitsseite.',
  'problem.cannot_disable_self': 'Ihr eigenes Konto können Sie nicht deaktivieren.',
  'problem.cannot_remove_own_factor':
    'Ihren eigenen zweiten Faktor entfernen Sie auf Ihrer Sicherheitsseite.',
  'problem.client_has_document':
    'Diese App beschreibt sich in einem Dokument und kann hier nicht geändert werden.',
  'problem.client_is_public': 'Eine öffentliche App hat kein Secret.',
  'problem.client_not_found': 'Diese App wurde bereits gelöscht.',
  'problem.code_expired': 'Dieser Code ist abgelaufen. Fordern Sie einen neuen an.',
  'problem.cookie_refused':
    'Sie sind nicht angemeldet, weil dieser Browser das Sitzungs-Cookie nicht behalten hat. Erlauben Sie Cookies für diese Website und öffnen Sie sie über HTTPS.',
  'problem.cross_site_request':
    'Laut Browser kam diese Anfrage von einer anderen Website. Laden Sie diese Seite neu und versuchen Sie es noch einmal.',
  'problem.current_password_incorrect': 'Falsches Passwort.',
  'problem.email_missing': 'Dieses Konto hat keine E-Mail-Adresse.',
  'problem.email_taken': 'Es gibt bereits ein Konto mit dieser E-Mail-Adresse.',
  'problem.factor_not_found': 'Dieses Konto hat keinen zweiten Faktor.',
  'problem.forbidden': 'Das können nur Administratoren. Sie sind kein Administrator mehr.',
  'problem.grant_not_found': 'Diese App hat keinen Zugriff mehr auf Ihr Konto.',
  'problem.internal_error': 'Bei uns ist etwas schiefgegangen. Versuchen Sie es noch einmal.',
  'problem.invalid_code': 'Falscher Code. Geben Sie den Code aus der neuesten E-Mail ein.',
  'problem.invalid_credentials': 'E-Mail-Adresse oder Passwort ist falsch.',
  'problem.invalid_input': 'Prüfen Sie Ihre Eingaben und versuchen Sie es noch einmal.',
  'problem.invalid_second_factor':
    'Falscher Code. Geben Sie den aktuellen Code Ihrer Authenticator-App oder einen unbenutzten Wiederherstellungscode ein.',
  'problem.invalid_target': 'Dieser Dienst stellt für diese API keine Zugriffstoken aus.',
  'problem.invitation_invalid':
    'Diese Einladung ist ungültig oder abgelaufen. Bitten Sie um eine neue.',
  'problem.invitation_not_found': 'Diese Einladung wurde bereits widerrufen.',
  'problem.invitations_closed':
    'Zurzeit kann sich niemand registrieren, auch nicht mit einer Einladung.',
  'problem.last_admin':
    'Mindestens ein Administrator ist nötig. Machen Sie zuerst ein anderes Konto zum Administrator.',
  'problem.last_passkey':
    'Dieser Passkey ist die einzige Möglichkeit, sich anzumelden. Fügen Sie einen anderen hinzu, bevor Sie ihn entfernen.',
  'problem.mail_unavailable':
    'Dieser Dienst kann keine E-Mails senden. Wenden Sie sich an Ihren Administrator.',
  'problem.misconfigured':
    'Dieser Dienst ist nicht richtig eingerichtet. Wenden Sie sich an Ihren Administrator.',
  'problem.no_changes': 'Es gibt keine Änderungen zu speichern.',
  'problem.other':
    'Etwas ist schiefgegangen. Laden Sie diese Seite neu und versuchen Sie es noch einmal.',
  'problem.overloaded': 'Der Dienst ist ausgelastet. Versuchen Sie es gleich noch einmal.',
  'problem.passkey_canceled':
    'Die Anfrage nach einem Passkey wurde abgebrochen oder ist abgelaufen. Versuchen Sie es noch einmal.',
  'problem.passkey_exists': 'Dieser Passkey wurde bereits hinzugefügt.',
  'problem.passkey_invalid': 'Der Passkey wurde nicht akzeptiert. Versuchen Sie es noch einmal.',
  'problem.passkey_not_found': 'Dieser Passkey wurde bereits entfernt.',
  'problem.passkey_unknown':
    'Dieser Passkey wurde aus seinem Konto entfernt. Melden Sie sich auf andere Weise an.',
  'problem.passkeys_unavailable': 'Passkeys sind hier nicht verfügbar.',
  'problem.password_change_required': 'Wählen Sie zuerst ein neues Passwort.',
  'problem.password_not_allowed':
    'Dieses Passwort ist zu leicht zu erraten. Wählen Sie ein anderes.',
  'problem.passwords_off': 'Hier gibt es keine Passwörter. Melden Sie sich mit einem Passkey an.',
  'problem.rate_limiter_unavailable':
    'Der Dienst ist nicht verfügbar. Versuchen Sie es gleich noch einmal.',
  'problem.reauthentication_required':
    'Bestätigen Sie für diese Änderung, dass Sie es sind. Es wurde nichts geändert.',
  'problem.registration_closed':
    'Die Registrierung ist geschlossen. Bitten Sie einen Administrator um eine Einladung.',
  'problem.request_changed':
    'Diese Anfrage hat sich geändert. Kehren Sie zur App zurück und versuchen Sie es erneut.',
  'problem.reset_token_invalid':
    'Dieser Link ist abgelaufen oder wurde bereits verwendet. Möchten Sie einen neuen anfordern?',
  'problem.second_factor_mandatory':
    'Ihr Konto muss einen zweiten Faktor haben. Richten Sie einen anderen ein, bevor Sie diesen entfernen.',
  'problem.second_factor_missing':
    'Richten Sie die Bestätigung in zwei Schritten ein, um fortzufahren.',
  'problem.second_factor_required': 'Geben Sie den Code Ihrer Authenticator-App ein.',
  'problem.session_not_found': 'Diese Sitzung ist bereits beendet.',
  'problem.setup_token_invalid': 'Falsches Einrichtungs-Token.',
  'problem.sign_in_expired': 'Diese Anmeldung ist abgelaufen. Melden Sie sich erneut an.',
  'problem.storage_unavailable':
    'Der Dienst ist nicht verfügbar. Versuchen Sie es gleich noch einmal.',
  'problem.too_many_clients': 'Sie haben die Höchstzahl an Apps erreicht. Löschen Sie zuerst eine.',
  'problem.too_many_invitations': 'Sie haben die Höchstzahl an Einladungen erreicht.',
  'problem.too_many_mails': 'Zu viele E-Mails angefordert. Versuchen Sie es in {time} noch einmal.',
  'problem.too_many_passkeys': 'Sie haben die Höchstzahl an Passkeys erreicht.',
  'problem.too_many_requests': 'Zu viele Versuche. Versuchen Sie es in {time} noch einmal.',
  'problem.totp_expired': 'Diese Einrichtung ist abgelaufen. Beginnen Sie von vorn.',
  'problem.totp_not_found': 'Diese Authenticator-App wurde bereits entfernt.',
  'problem.unauthenticated':
    'Ihre Sitzung ist beendet. Es wurde nichts geändert. Melden Sie sich wieder an, um fortzufahren.',
  'problem.unreachable':
    'Der Dienst ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  'problem.user_code_invalid':
    'Dieser Code ist falsch, abgelaufen oder wurde in einem anderen Browser verwendet. Lassen Sie sich auf Ihrem Gerät einen neuen Code anzeigen.',
  'problem.username_taken': 'Dieser Benutzername ist bereits vergeben.',
  'time.hours': { one: '{count} Stunde', other: '{count} Stunden' },
  'time.minutes': { one: '{count} Minute', other: '{count} Minuten' },
  'time.seconds': { one: '{count} Sekunde', other: '{count} Sekunden' },
})
