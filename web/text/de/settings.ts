import type { settings as source } from '../en/settings.ts'
import { translation } from '../message.ts'

export const settings = translation<typeof source>()({
  'admin.not_set': 'Nicht festgelegt',
  'admin.settings.title': 'Einstellungen',
  'admin.settings.lead':
    'Einstellungen gehören zum Deployment: Ändern Sie sie in latchkey.toml, und führen Sie danach ein Deployment aus. Geheimnisse werden nie angezeigt.',
  'admin.settings.on': 'Ein',
  'admin.settings.off': 'Aus',
  'admin.settings.set': 'Festgelegt',
  'admin.settings.api': 'APIs und Schlüssel',
  'admin.settings.appearance': 'Darstellung',
  'admin.settings.audit': 'Protokoll',
  'admin.settings.email': 'E-Mail',
  'admin.settings.other': 'Sonstiges',
  'admin.settings.passwords': 'Passwörter',
  'admin.settings.product': 'Produkt',
  'admin.settings.sessions': 'Sitzungen und Anmeldung',
  'admin.settings.setup': 'Einrichtung',
  'admin.settings.sign_up': 'Registrierung',

  'admin.value.COLOR_SCHEME.auto': 'Wie im Browser',
  'admin.value.COLOR_SCHEME.dark': 'Dunkel',
  'admin.value.COLOR_SCHEME.light': 'Hell',
  'admin.value.REGISTRATION.closed': 'Geschlossen',
  'admin.value.REGISTRATION.invitation': 'Mit Einladung',
  'admin.value.REGISTRATION.open': 'Offen für alle',
  'admin.value.SECOND_FACTOR.all': 'Alle',
  'admin.value.SECOND_FACTOR.admins': 'Administratoren',
  'admin.value.SECOND_FACTOR.optional': 'Freiwillig',

  'admin.setting.ACCENT_COLOR': 'Akzentfarbe',
  'admin.setting.ACCENT_COLOR.help': 'Schaltflächen und Links. Wird angepasst, bis sie lesbar ist.',
  'admin.setting.ADMIN_EMAIL': 'Standardkonto von Lightnovel Crawler',
  'admin.setting.ADMIN_EMAIL.help': 'Gibt es nur, solange Standardkonten eingeschaltet sind.',
  'admin.setting.ADMIN_PASSWORD': 'Sein Passwort',
  'admin.setting.ALLOWED_ORIGINS': 'Erlaubte Ursprünge',
  'admin.setting.ALLOWED_ORIGINS.help':
    'Andere Ursprünge, deren Seiten diesen Dienst im Browser aufrufen dürfen.',
  'admin.setting.APIS': 'Angebotene APIs',
  'admin.setting.APIS.help': 'Die dokumentierten APIs, die dieser Dienst anbietet.',
  'admin.setting.APP_URL': 'Ihr Produkt',
  'admin.setting.APP_URL.help': 'Wohin das Logo führt und wohin die Anmeldung weiterleitet.',
  'admin.setting.AUDIT_DAYS': 'Aufbewahrung',
  'admin.setting.AUDIT_DAYS.help': 'Ältere Ereignisse werden gelöscht.',
  'admin.setting.BCRYPT_COST': 'bcrypt-Kosten',
  'admin.setting.BCRYPT_COST.help':
    'Jede Stufe verdoppelt die Zeit, ein Passwort zu erraten und zu prüfen.',
  'admin.setting.COLOR_SCHEME': 'Farbschema',
  'admin.setting.COLOR_SCHEME.help': 'Hell, dunkel oder wie im Browser eingestellt.',
  'admin.setting.DEFAULT_ACCOUNTS': 'Standardkonten',
  'admin.setting.DEFAULT_ACCOUNTS.help':
    'Konten mit dokumentierten Passwörtern bis zur Einrichtung. Nur für den lokalen Gebrauch.',
  'admin.setting.DEFAULT_LANGUAGE': 'Standardsprache',
  'admin.setting.DEFAULT_LANGUAGE.help':
    'Der Seiten und E-Mails für Benutzer, deren Sprache nicht verfügbar ist.',
  'admin.setting.ICON_URL': 'Symbol',
  'admin.setting.ICON_URL.help': 'Ein quadratisches Bild für Browser-Tabs und Startbildschirme.',
  'admin.setting.INVITATION_DAYS': 'Gültigkeit einer Einladung',
  'admin.setting.INVITATION_DAYS.help': 'Danach funktioniert der Link nicht mehr.',
  'admin.setting.JWT_EXPIRES_IN': 'Sitzung einer App',
  'admin.setting.JWT_EXPIRES_IN.help': 'Wie lange ein Token einer API gilt.',
  'admin.setting.JWT_SECRET': 'Signaturschlüssel',
  'admin.setting.JWT_SECRET.help': 'Signiert Sitzungstoken und sonst nichts.',
  'admin.setting.JWT_SECRET_PREVIOUS': 'Bisheriger Signaturschlüssel',
  'admin.setting.JWT_SECRET_PREVIOUS.help':
    'Gilt noch, während der Schlüssel ersetzt wird. Entfernen Sie ihn danach.',
  'admin.setting.LOCAL_EMAIL': 'Standardkonto von asyncat',
  'admin.setting.LOCAL_EMAIL.help': 'Gibt es nur, solange Standardkonten eingeschaltet sind.',
  'admin.setting.LOCAL_PASSWORD': 'Sein Passwort',
  'admin.setting.LOGIN_ATTEMPTS': 'Fehlgeschlagene Anmeldungen',
  'admin.setting.LOGIN_ATTEMPTS.help':
    'So viele falsche Passwörter sperren ein Konto für eine Weile.',
  'admin.setting.LOGIN_WINDOW': 'Sperre',
  'admin.setting.LOGIN_WINDOW.help':
    'Wie lange fehlgeschlagene Anmeldungen zählen und eine Sperre dauert.',
  'admin.setting.LOGO_DARK_URL': 'Logo für dunkel',
  'admin.setting.LOGO_DARK_URL.help': 'Ersetzt das Logo im dunklen Farbschema.',
  'admin.setting.LOGO_URL': 'Logo',
  'admin.setting.LOGO_URL.help': 'Erscheint auf Seiten und in E-Mails anstelle des Namens.',
  'admin.setting.MAIL': 'E-Mail-Versand',
  'admin.setting.MAIL.help':
    'Ohne ihn gibt es keine Links zum Zurücksetzen, keine Bestätigungscodes und keine Benachrichtigungen.',
  'admin.setting.MAIL_FROM': 'Absender',
  'admin.setting.MAIL_FROM.help': 'Die Adresse, von der E-Mails kommen.',
  'admin.setting.OAUTH': 'Token für andere Dienste',
  'admin.setting.OAUTH.help':
    'Andere Dienste prüfen diese Token selbst, mit den veröffentlichten Schlüsseln.',
  'admin.setting.ACCESS_TOKEN_LIFE': 'Zugriffstoken',
  'admin.setting.ACCESS_TOKEN_LIFE.help': 'Wie lange ein Token für einen anderen Dienst gilt.',
  'admin.setting.CIMD': 'Nicht registrierte Apps',
  'admin.setting.CIMD.help':
    'Ob Apps sich in einem Dokument unter ihrer Client-ID selbst beschreiben können: keine, die der aufgeführten Hosts oder jede.',
  'admin.setting.CIMD_HOSTS': 'Hosts solcher Apps',
  'admin.setting.CIMD_HOSTS.help':
    'Die Hosts, deren Dokumente akzeptiert werden, wenn die Einstellung CIMD auf list steht.',
  'admin.setting.REFRESH_IDLE': 'App-Zugriff ohne Nutzung',
  'admin.setting.REFRESH_IDLE.help':
    'Wie lange eine App ihren Zugriff behält, wenn sie nicht genutzt wird.',
  'admin.setting.DEVICE': 'Anmeldung von Geräten',
  'admin.setting.DEVICE.help':
    'Geräte ohne Browser können sich anmelden: Nutzer geben den Code ein, den das Gerät anzeigt.',
  'admin.setting.RESOURCES': 'Empfänger von Zugriffstoken',
  'admin.setting.RESOURCES.help': 'Die Dienste, für die Zugriffstoken ausgestellt werden.',
  'admin.setting.OPEN_ARCHIVER_MFA': 'Zweiter Schritt von Open Archiver',
  'admin.setting.OPEN_ARCHIVER_MFA.help':
    'Wenn aus, hängen die Benutzer den Code an ihr Passwort an.',
  'admin.setting.EMAIL_TEXTS': 'Eigene Texte',
  'admin.setting.EMAIL_TEXTS.help': 'Die Sprachen, in denen Sie Texte von E-Mails ersetzt haben.',
  'admin.setting.PAGES': 'Seiten',
  'admin.setting.PAGES.help': 'Ausgeschaltet bietet der Dienst nur die APIs an.',
  'admin.setting.PASSWORDS': 'Passwörter',
  'admin.setting.PASSWORDS.help': 'Wenn aus, melden sich alle nur mit Passkeys an.',
  'admin.setting.PASSWORD_HASH': 'Passwort-Hash',
  'admin.setting.PASSWORD_HASH.help':
    'Wie neue Passwörter gespeichert werden. Ältere Hashes werden bei der Anmeldung ersetzt.',
  'admin.setting.PASSWORD_MIN_LENGTH': 'Mindestlänge',
  'admin.setting.PASSWORD_MIN_LENGTH.help': 'Zeichen, die ein neues Passwort haben muss.',
  'admin.setting.PRIVACY_URL': 'Datenschutzerklärung',
  'admin.setting.PRIVACY_URL.help': 'Ein Link unter den Seiten für Gäste.',
  'admin.setting.PRODUCT_NAME': 'Produktname',
  'admin.setting.PRODUCT_NAME.help': 'Erscheint auf Seiten und in E-Mails.',
  'admin.setting.PUBLIC_URL': 'Adresse der Seiten',
  'admin.setting.PUBLIC_URL.help': 'Der Anfang jedes Links in einer E-Mail.',
  'admin.setting.PWNED_PASSWORDS': 'Auf geleakte Passwörter prüfen',
  'admin.setting.PWNED_PASSWORDS.help':
    'Lehnt Passwörter ab, die Have I Been Pwned kennt. Nur ein Teil eines Hashes wird gesendet.',
  'admin.setting.REGISTRATION': 'Wer sich registrieren kann',
  'admin.setting.REGISTRATION.help': 'Administratoren können immer Benutzer erstellen.',
  'admin.setting.ROOT_SECRET': 'Hauptschlüssel',
  'admin.setting.ROOT_SECRET.help':
    'Alle anderen Schlüssel werden von ihm abgeleitet. Kein anderer Dienst darf ihn haben.',
  'admin.setting.ROOT_SECRET_PREVIOUS': 'Bisheriger Hauptschlüssel',
  'admin.setting.ROOT_SECRET_PREVIOUS.help':
    'Liest noch gespeicherte Daten, während der Schlüssel ersetzt wird. Entfernen Sie ihn danach.',
  'admin.setting.SECOND_FACTOR': 'Bestätigung in zwei Schritten',
  'admin.setting.SECOND_FACTOR.help':
    'Wer sich auch mit einem Code einer Authenticator-App anmelden muss.',
  'admin.setting.SESSION_IDLE': 'Unbenutzte Browsersitzung',
  'admin.setting.SESSION_IDLE.help':
    'Ein Browser, der so lange nicht benutzt wird, wird abgemeldet.',
  'admin.setting.SESSION_LIFETIME': 'Längste Browsersitzung',
  'admin.setting.SESSION_LIFETIME.help':
    'Danach ist eine neue Anmeldung nötig, auch wenn der Browser benutzt wird.',
  'admin.setting.SETUP_TOKEN': 'Einrichtungstoken',
  'admin.setting.SETUP_TOKEN.help':
    'Nötig, um den ersten Administrator zu erstellen. Entfernen Sie ihn nach der Einrichtung.',
  'admin.setting.STYLESHEET_URL': 'Stylesheet',
  'admin.setting.STYLESHEET_URL.help': 'Ihre eigenen Stile, die die eingebauten überschreiben.',
  'admin.setting.SUDO_MINUTES': 'Kürzliche Anmeldung',
  'admin.setting.SUDO_MINUTES.help':
    'Wie lange eine Bestätigung der Identität für Änderungen an Benutzern und an der Bestätigung in zwei Schritten gilt. Ohne Wert 15 Minuten.',
  'admin.setting.SUPPORT_EMAIL': 'Support-Adresse',
  'admin.setting.SUPPORT_EMAIL.help': 'Die Adresse des Links „Support“ unter den Seiten für Gäste.',
  'admin.setting.TERMS_URL': 'Nutzungsbedingungen',
  'admin.setting.VERSION': 'Version',
  'admin.setting.TERMS_URL.help': 'Ein Link unter den Seiten für Gäste.',
})
