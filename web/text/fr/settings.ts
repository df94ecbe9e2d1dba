import type { settings as source } from '../en/settings.ts'
import { translation } from '../message.ts'

export const settings = translation<typeof source>()({
  'admin.not_set': 'Non défini',
  'admin.settings.title': 'Paramètres',
  'admin.settings.lead':
    'Les paramètres font partie du déploiement : modifiez-les dans latchkey.toml, puis déployez. Les secrets ne sont jamais affichés.',
  'admin.settings.on': 'Activé',
  'admin.settings.off': 'Désactivé',
  'admin.settings.set': 'Défini',
  'admin.settings.api': 'API et clés',
  'admin.settings.appearance': 'Apparence',
  'admin.settings.audit': 'Journal d’audit',
  'admin.settings.email': 'E-mail',
  'admin.settings.other': 'Autres',
  'admin.settings.passwords': 'Mots de passe',
  'admin.settings.product': 'Produit',
  'admin.settings.sessions': 'Sessions et connexion',
  'admin.settings.setup': 'Configuration initiale',
  'admin.settings.sign_up': 'Inscription',

  'admin.value.COLOR_SCHEME.auto': 'Comme le navigateur',
  'admin.value.COLOR_SCHEME.dark': 'Sombre',
  'admin.value.COLOR_SCHEME.light': 'Clair',
  'admin.value.REGISTRATION.closed': 'Fermée',
  'admin.value.REGISTRATION.invitation': 'Sur invitation',
  'admin.value.REGISTRATION.open': 'Ouverte à tous',
  'admin.value.SECOND_FACTOR.all': 'Tout le monde',
  'admin.value.SECOND_FACTOR.admins': 'Administrateurs',
  'admin.value.SECOND_FACTOR.optional': 'Facultative',

  'admin.setting.ACCENT_COLOR': 'Couleur d’accent',
  'admin.setting.ACCENT_COLOR.help': 'Boutons et liens. Ajustée jusqu’à être lisible.',
  'admin.setting.ADMIN_EMAIL': 'Compte par défaut de Lightnovel Crawler',
  'admin.setting.ADMIN_EMAIL.help': 'N’existe que si les comptes par défaut sont activés.',
  'admin.setting.ADMIN_PASSWORD': 'Son mot de passe',
  'admin.setting.ALLOWED_ORIGINS': 'Origines autorisées',
  'admin.setting.ALLOWED_ORIGINS.help':
    'Autres origines dont les pages peuvent appeler ce service depuis un navigateur.',
  'admin.setting.APIS': 'API proposées',
  'admin.setting.APIS.help': 'Les API documentées que ce service propose.',
  'admin.setting.APP_URL': 'Votre produit',
  'admin.setting.APP_URL.help': 'Où mène le logo, et où l’on arrive après la connexion.',
  'admin.setting.AUDIT_DAYS': 'Conservation',
  'admin.setting.AUDIT_DAYS.help': 'Les événements plus anciens sont supprimés.',
  'admin.setting.BCRYPT_COST': 'Coût de bcrypt',
  'admin.setting.BCRYPT_COST.help':
    'Chaque niveau double le temps nécessaire pour deviner un mot de passe, et pour le vérifier.',
  'admin.setting.COLOR_SCHEME': 'Jeu de couleurs',
  'admin.setting.COLOR_SCHEME.help': 'Clair, sombre ou selon chaque navigateur.',
  'admin.setting.DEFAULT_ACCOUNTS': 'Comptes par défaut',
  'admin.setting.DEFAULT_ACCOUNTS.help':
    'Comptes aux mots de passe documentés jusqu’à la configuration. Pour un usage local uniquement.',
  'admin.setting.DEFAULT_LANGUAGE': 'Langue par défaut',
  'admin.setting.DEFAULT_LANGUAGE.help':
    'Des pages et e-mails pour les utilisateurs dont la langue n’est pas disponible.',
  'admin.setting.ICON_URL': 'Icône',
  'admin.setting.ICON_URL.help': 'Une image carrée pour les onglets et les écrans d’accueil.',
  'admin.setting.INVITATION_DAYS': 'Durée d’une invitation',
  'admin.setting.INVITATION_DAYS.help': 'Ensuite, le lien ne fonctionne plus.',
  'admin.setting.JWT_EXPIRES_IN': 'Session d’une application',
  'admin.setting.JWT_EXPIRES_IN.help': 'Durée de validité d’un jeton d’API.',
  'admin.setting.JWT_SECRET': 'Clé de signature',
  'admin.setting.JWT_SECRET.help': 'Signe les jetons de session, et rien d’autre.',
  'admin.setting.JWT_SECRET_PREVIOUS': 'Ancienne clé de signature',
  'admin.setting.JWT_SECRET_PREVIOUS.help':
    'Encore acceptée pendant le remplacement de la clé. Retirez-la ensuite.',
  'admin.setting.LOCAL_EMAIL': 'Compte par défaut d’asyncat',
  'admin.setting.LOCAL_EMAIL.help': 'N’existe que si les comptes par défaut sont activés.',
  'admin.setting.LOCAL_PASSWORD': 'Son mot de passe',
  'admin.setting.LOGIN_ATTEMPTS': 'Échecs de connexion',
  'admin.setting.LOGIN_ATTEMPTS.help':
    'Ce nombre de mots de passe incorrects bloque un compte pendant un moment.',
  'admin.setting.LOGIN_WINDOW': 'Blocage',
  'admin.setting.LOGIN_WINDOW.help':
    'Combien de temps les échecs comptent, et combien de temps dure un blocage.',
  'admin.setting.LOGO_DARK_URL': 'Logo sombre',
  'admin.setting.LOGO_DARK_URL.help': 'Remplace le logo dans le jeu de couleurs sombre.',
  'admin.setting.LOGO_URL': 'Logo clair',
  'admin.setting.LOGO_URL.help': 'Affiché sur les pages et dans les e-mails au lieu du nom.',
  'admin.setting.MAIL': 'Envoi d’e-mails',
  'admin.setting.MAIL.help':
    'Sans lui, ni liens de réinitialisation, ni codes de vérification, ni avis.',
  'admin.setting.MAIL_FROM': 'Expéditeur',
  'admin.setting.MAIL_FROM.help': 'L’adresse d’où partent les e-mails.',
  'admin.setting.OAUTH': 'Jetons pour d’autres services',
  'admin.setting.OAUTH.help':
    'Les autres services vérifient eux-mêmes ces jetons, avec les clés publiées.',
  'admin.setting.ACCESS_TOKEN_LIFE': 'Jeton d’accès',
  'admin.setting.ACCESS_TOKEN_LIFE.help':
    'Durée de validité d’un jeton destiné à un autre service.',
  'admin.setting.CIMD': 'Applications non enregistrées',
  'admin.setting.CIMD.help':
    'Si les applications peuvent se décrire dans un document à l’adresse de leur identifiant client : aucune, celles des hôtes indiqués ou toutes.',
  'admin.setting.CIMD_HOSTS': 'Hôtes de ces applications',
  'admin.setting.CIMD_HOSTS.help':
    'Les hôtes dont les documents sont acceptés si le réglage CIMD est list.',
  'admin.setting.REFRESH_IDLE': 'Accès d’application inutilisé',
  'admin.setting.REFRESH_IDLE.help':
    'Combien de temps une application inutilisée conserve son accès.',
  'admin.setting.DEVICE': 'Connexion d’appareils',
  'admin.setting.DEVICE.help':
    'Permet aux appareils sans navigateur de se connecter : l’utilisateur saisit le code affiché par l’appareil.',
  'admin.setting.RESOURCES': 'Destinataires des jetons d’accès',
  'admin.setting.RESOURCES.help': 'Les services pour lesquels des jetons d’accès sont émis.',
  'admin.setting.OPEN_ARCHIVER_MFA': 'Seconde étape d’Open Archiver',
  'admin.setting.OPEN_ARCHIVER_MFA.help':
    'Si désactivée, les utilisateurs ajoutent le code à la fin de leur mot de passe.',
  'admin.setting.EMAIL_TEXTS': 'Vos propres textes',
  'admin.setting.EMAIL_TEXTS.help':
    'Les langues dans lesquelles vous avez remplacé des textes d’e-mails.',
  'admin.setting.PAGES': 'Pages web',
  'admin.setting.PAGES.help': 'Si désactivé, seules les API sont proposées.',
  'admin.setting.PASSWORDS': 'Mots de passe',
  'admin.setting.PASSWORDS.help':
    'Si désactivés, la connexion se fait uniquement avec des clés d’accès.',
  'admin.setting.PASSWORD_HASH': 'Hachage des mots de passe',
  'admin.setting.PASSWORD_HASH.help':
    'Comment les nouveaux mots de passe sont stockés. Les anciens hachages sont remplacés à la connexion.',
  'admin.setting.PASSWORD_MIN_LENGTH': 'Longueur minimale',
  'admin.setting.PASSWORD_MIN_LENGTH.help':
    'Caractères que doit comporter un nouveau mot de passe.',
  'admin.setting.PRIVACY_URL': 'Politique de confidentialité',
  'admin.setting.PRIVACY_URL.help': 'Un lien sous les pages pour visiteurs.',
  'admin.setting.PRODUCT_NAME': 'Nom du produit',
  'admin.setting.PRODUCT_NAME.help': 'Affiché sur les pages et dans les e-mails.',
  'admin.setting.PUBLIC_URL': 'Adresse des pages',
  'admin.setting.PUBLIC_URL.help': 'Le début de chaque lien d’un e-mail.',
  'admin.setting.PWNED_PASSWORDS': 'Vérifier les mots de passe divulgués',
  'admin.setting.PWNED_PASSWORDS.help':
    'Refuse les mots de passe connus de Have I Been Pwned. Seule une partie d’un hachage est envoyée.',
  'admin.setting.REGISTRATION': 'Qui peut s’inscrire',
  'admin.setting.REGISTRATION.help': 'Les administrateurs peuvent toujours créer des utilisateurs.',
  'admin.setting.ROOT_SECRET': 'Clé racine',
  'admin.setting.ROOT_SECRET.help':
    'Toutes les autres clés en dérivent. Aucun autre service ne doit la connaître.',
  'admin.setting.ROOT_SECRET_PREVIOUS': 'Ancienne clé racine',
  'admin.setting.ROOT_SECRET_PREVIOUS.help':
    'Lit encore les données stockées pendant le remplacement de la clé. Retirez-la ensuite.',
  'admin.setting.SECOND_FACTOR': 'Validation en deux étapes',
  'admin.setting.SECOND_FACTOR.help':
    'Qui doit aussi se connecter avec un code d’une application d’authentification.',
  'admin.setting.SESSION_IDLE': 'Session de navigateur inutilisée',
  'admin.setting.SESSION_IDLE.help': 'Un navigateur inutilisé pendant ce temps est déconnecté.',
  'admin.setting.SESSION_LIFETIME': 'Session de navigateur maximale',
  'admin.setting.SESSION_LIFETIME.help':
    'Ensuite, il faut se reconnecter, même si le navigateur est utilisé.',
  'admin.setting.SETUP_TOKEN': 'Jeton de configuration',
  'admin.setting.SETUP_TOKEN.help':
    'Requis pour créer le premier administrateur. Retirez-le ensuite.',
  'admin.setting.STYLESHEET_URL': 'Feuille de style',
  'admin.setting.STYLESHEET_URL.help': 'Vos propres styles, qui remplacent ceux fournis.',
  'admin.setting.SUDO_MINUTES': 'Connexion récente',
  'admin.setting.SUDO_MINUTES.help':
    'Combien de temps une confirmation d’identité reste valable pour modifier des utilisateurs et la validation en deux étapes. 15 minutes si non défini.',
  'admin.setting.SUPPORT_EMAIL': 'Assistance',
  'admin.setting.SUPPORT_EMAIL.help':
    'L’adresse du lien « Assistance » sous les pages pour visiteurs.',
  'admin.setting.TERMS_URL': 'Conditions d’utilisation',
  'admin.setting.VERSION': 'Version',
  'admin.setting.TERMS_URL.help': 'Un lien sous les pages pour visiteurs.',
})
