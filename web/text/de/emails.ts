import type { emails as English } from '../en/emails.ts'
import { translation } from '../message.ts'

export const emails = translation<typeof English>()({
  'email.when': 'Wann',
  'email.where': 'Wo',
  'email.device': 'Gerät',
  'email.device.on': '{browser} auf {system}',
  'email.unknown': 'Unbekannt',
  'email.by': 'Von',
  'email.by.administrator': 'Administrator',

  'email.link': 'Die Schaltfläche funktioniert nicht? Kopieren Sie diesen Link in Ihren Browser:',
  'email.contact': 'Wenn Sie das nicht waren, wenden Sie sich an {contact}.',
  'email.unexpected': 'Wenn Sie das nicht erwartet haben, wenden Sie sich an {contact}.',
  'email.contact.administrator': 'Ihren Administrator',
  'email.account': 'Konto überprüfen',
  'email.footer': 'Gesendet von {product} an {email}.',
  'email.questions': 'Fragen? Wenden Sie sich an {contact}.',

  'email.reset.subject': 'Passwort für {product} zurücksetzen',
  'email.reset.text':
    'Jemand möchte das Passwort für {email} zurücksetzen. Wenn Sie das waren, wählen Sie ein neues.',
  'email.reset.button': 'Neues Passwort wählen',
  'email.reset.expires': 'Der Link funktioniert einmal und läuft {time} ab.',
  'email.reset.not_you':
    'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail. Ihr Passwort ist unverändert.',
  'email.recover.subject': 'Bei {product} anmelden und einen Passkey hinzufügen',
  'email.recover.text':
    'Jemand hat einen Link angefordert, um sich als {email} anzumelden. Wenn Sie das waren, melden Sie sich damit an und fügen Sie einen neuen Passkey hinzu.',
  'email.recover.button': 'Anmelden',

  'email.code.subject': '{code} ist Ihr Code für {product}',
  'email.code.heading': 'E-Mail-Adresse bestätigen',
  'email.code.text': 'Geben Sie diesen Code ein, um {email} zu bestätigen.',
  'email.code.expires':
    'Der Code funktioniert einmal und läuft {time} ab. Geben Sie ihn nicht weiter.',
  'email.code.not_you': 'Wenn Sie keinen Code angefordert haben, ignorieren Sie diese E-Mail.',

  'email.new_address.heading': 'Neue E-Mail-Adresse bestätigen',
  'email.new_address.text':
    'Geben Sie diesen Code ein, um {email} für Ihr Konto bei {product} zu verwenden.',

  'email.password_changed.subject': 'Ihr Passwort für {product} wurde geändert',
  'email.password_changed.text':
    'Das Passwort für {email} wurde geändert, und andere Geräte wurden abgemeldet.',
  'email.password_changed.button': 'Passwort zurücksetzen',
  'email.password_changed.not_you':
    'Wenn Sie das nicht waren, setzen Sie Ihr Passwort jetzt zurück.',

  'email.email_changed.subject': 'Ihre E-Mail-Adresse für {product} wurde geändert',
  'email.email_changed.text':
    'Die E-Mail-Adresse Ihres Kontos wurde geändert, und andere Geräte wurden abgemeldet.',

  'email.email_in_use.subject': 'Ihre E-Mail-Adresse wird bereits verwendet',
  'email.email_in_use.text':
    'Jemand, vielleicht Sie, wollte {email} für ein anderes Konto bei {product} verwenden. Die Adresse gehört bereits zu Ihrem Konto.',
  'email.email_in_use.advice':
    'Um sie für das andere Konto zu verwenden, ändern Sie zuerst die E-Mail-Adresse dieses Kontos oder löschen Sie dieses Konto.',
  'email.email_in_use.not_you':
    'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail. Es hat sich nichts geändert.',

  'email.account_deleted.subject': 'Ihr Konto bei {product} wurde gelöscht',
  'email.account_deleted.text': 'Ihr Konto und alle zugehörigen Daten wurden gelöscht.',

  'email.account_disabled.subject': 'Ihr Konto bei {product} wurde deaktiviert',
  'email.account_disabled.text':
    'Ihr Konto wurde von einem angemeldeten Gerät aus deaktiviert, und alle Geräte wurden abgemeldet. Ein Administrator kann es wieder aktivieren.',

  'email.new_device.subject': 'Neue Anmeldung bei Ihrem Konto für {product}',
  'email.new_device.text': 'Jemand hat sich mit einem neuen Gerät als {email} angemeldet.',
  'email.new_device.button': 'Geräte überprüfen',
  'email.new_device.was_you': 'Wenn Sie das waren, müssen Sie nichts tun.',
  'email.new_device.not_you':
    'Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort. Dadurch werden andere Geräte abgemeldet.',

  'email.factor_added.subject':
    'Bestätigung in zwei Schritten für Ihr Konto bei {product} eingeschaltet',
  'email.factor_added.text':
    'Dem Konto von {email} wurde eine Authenticator-App hinzugefügt, und andere Geräte wurden abgemeldet.',
  'email.factor_removed.subject':
    'Bestätigung in zwei Schritten für Ihr Konto bei {product} ausgeschaltet',
  'email.factor_removed.text':
    'Die Authenticator-App und die Wiederherstellungscodes von {email} wurden entfernt. Zum Anmelden ist kein Code mehr nötig.',
  'email.passkey_added.subject': 'Ihrem Konto bei {product} wurde ein Passkey hinzugefügt',
  'email.passkey_added.text':
    'Dem Konto von {email} wurde ein Passkey hinzugefügt. Damit kann man sich anmelden.',
  'email.passkey_removed.subject': 'Ein Passkey Ihres Kontos bei {product} wurde entfernt',
  'email.passkey_removed.text':
    'Ein Passkey des Kontos von {email} wurde entfernt. Damit kann man sich nicht mehr anmelden.',
  'email.recovery_code_used.subject':
    'Ein Wiederherstellungscode für Ihr Konto bei {product} wurde benutzt',
  'email.recovery_code_used.text':
    'Jemand hat sich mit einem Wiederherstellungscode als {email} angemeldet. Verbleibende Codes: {left}.',

  'email.invitation.subject': '{inviter} lädt Sie zu {product} ein',
  'email.invitation.text': '{inviter} lädt Sie ein, ein Konto bei {product} zu erstellen.',
  'email.invitation.button': 'Einladung annehmen',
  'email.invitation.expires': 'Die Einladung läuft {time} ab.',
  'email.invitation.someone': 'Jemand',
  'email.invitation.not_you': 'Wenn Sie keine Einladung erwarten, ignorieren Sie diese E-Mail.',
})
