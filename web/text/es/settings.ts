import type { settings as source } from '../en/settings.ts'
import { translation } from '../message.ts'

export const settings = translation<typeof source>()({
  'admin.not_set': 'Sin definir',
  'admin.settings.title': 'Configuración',
  'admin.settings.lead':
    'La configuración forma parte del despliegue: cámbiala en latchkey.toml y vuelve a desplegar. Los secretos nunca se muestran.',
  'admin.settings.on': 'Activado',
  'admin.settings.off': 'Desactivado',
  'admin.settings.set': 'Definido',
  'admin.settings.api': 'API y claves',
  'admin.settings.appearance': 'Apariencia',
  'admin.settings.audit': 'Registro de auditoría',
  'admin.settings.email': 'Correo',
  'admin.settings.other': 'Otros',
  'admin.settings.passwords': 'Contraseñas',
  'admin.settings.product': 'Producto',
  'admin.settings.sessions': 'Sesiones e inicio de sesión',
  'admin.settings.setup': 'Configuración inicial',
  'admin.settings.sign_up': 'Registro',

  'admin.value.COLOR_SCHEME.auto': 'Como el navegador',
  'admin.value.COLOR_SCHEME.dark': 'Oscuro',
  'admin.value.COLOR_SCHEME.light': 'Claro',
  'admin.value.REGISTRATION.closed': 'Cerrado',
  'admin.value.REGISTRATION.invitation': 'Con invitación',
  'admin.value.REGISTRATION.open': 'Abierto a todos',
  'admin.value.SECOND_FACTOR.all': 'Todos',
  'admin.value.SECOND_FACTOR.admins': 'Administradores',
  'admin.value.SECOND_FACTOR.optional': 'Opcional',

  'admin.setting.ACCENT_COLOR': 'Color de acento',
  'admin.setting.ACCENT_COLOR.help': 'Botones y enlaces. Se ajusta hasta que sea legible.',
  'admin.setting.ADMIN_EMAIL': 'Cuenta predeterminada de Lightnovel Crawler',
  'admin.setting.ADMIN_EMAIL.help':
    'Solo existe mientras las cuentas predeterminadas están activadas.',
  'admin.setting.ADMIN_PASSWORD': 'Su contraseña',
  'admin.setting.ALLOWED_ORIGINS': 'Orígenes permitidos',
  'admin.setting.ALLOWED_ORIGINS.help':
    'Otros orígenes cuyas páginas pueden llamar a este servicio desde un navegador.',
  'admin.setting.APIS': 'API disponibles',
  'admin.setting.APIS.help': 'Las API documentadas que ofrece este servicio.',
  'admin.setting.APP_URL': 'Tu producto',
  'admin.setting.APP_URL.help': 'Adónde lleva el logotipo y adónde se va tras iniciar sesión.',
  'admin.setting.AUDIT_DAYS': 'Conservación',
  'admin.setting.AUDIT_DAYS.help': 'Los eventos más antiguos se eliminan.',
  'admin.setting.BCRYPT_COST': 'Coste de bcrypt',
  'admin.setting.BCRYPT_COST.help':
    'Cada paso duplica el tiempo para adivinar una contraseña, y para comprobarla.',
  'admin.setting.COLOR_SCHEME': 'Esquema de color',
  'admin.setting.COLOR_SCHEME.help': 'Claro, oscuro o la preferencia de cada navegador.',
  'admin.setting.DEFAULT_ACCOUNTS': 'Cuentas predeterminadas',
  'admin.setting.DEFAULT_ACCOUNTS.help':
    'Cuentas con contraseñas documentadas hasta la configuración inicial. Solo para uso local.',
  'admin.setting.DEFAULT_LANGUAGE': 'Idioma predeterminado',
  'admin.setting.DEFAULT_LANGUAGE.help':
    'De páginas y correos para usuarios cuyo idioma no está disponible.',
  'admin.setting.ICON_URL': 'Icono',
  'admin.setting.ICON_URL.help': 'Una imagen cuadrada para las pestañas y las pantallas de inicio.',
  'admin.setting.INVITATION_DAYS': 'Validez de una invitación',
  'admin.setting.INVITATION_DAYS.help': 'Después, el enlace deja de funcionar.',
  'admin.setting.JWT_EXPIRES_IN': 'Sesión de una aplicación',
  'admin.setting.JWT_EXPIRES_IN.help': 'Cuánto dura un token de una API.',
  'admin.setting.JWT_SECRET': 'Clave de firma',
  'admin.setting.JWT_SECRET.help': 'Firma los tokens de sesión y nada más.',
  'admin.setting.JWT_SECRET_PREVIOUS': 'Clave de firma anterior',
  'admin.setting.JWT_SECRET_PREVIOUS.help':
    'Se acepta mientras se sustituye la clave. Quítala después.',
  'admin.setting.LOCAL_EMAIL': 'Cuenta predeterminada de asyncat',
  'admin.setting.LOCAL_EMAIL.help':
    'Solo existe mientras las cuentas predeterminadas están activadas.',
  'admin.setting.LOCAL_PASSWORD': 'Su contraseña',
  'admin.setting.LOGIN_ATTEMPTS': 'Inicios de sesión fallidos',
  'admin.setting.LOGIN_ATTEMPTS.help':
    'Este número de contraseñas incorrectas bloquea una cuenta durante un tiempo.',
  'admin.setting.LOGIN_WINDOW': 'Bloqueo',
  'admin.setting.LOGIN_WINDOW.help':
    'Cuánto tiempo cuentan los inicios de sesión fallidos y cuánto dura un bloqueo.',
  'admin.setting.LOGO_DARK_URL': 'Logotipo oscuro',
  'admin.setting.LOGO_DARK_URL.help': 'Sustituye al logotipo en el esquema oscuro.',
  'admin.setting.LOGO_URL': 'Logotipo',
  'admin.setting.LOGO_URL.help': 'Aparece en páginas y correos en lugar del nombre.',
  'admin.setting.MAIL': 'Envío de correo',
  'admin.setting.MAIL.help':
    'Sin él no hay enlaces de restablecimiento, códigos de verificación ni avisos.',
  'admin.setting.MAIL_FROM': 'Remitente',
  'admin.setting.MAIL_FROM.help': 'La dirección desde la que se envían los correos.',
  'admin.setting.OAUTH': 'Tokens para otros servicios',
  'admin.setting.OAUTH.help':
    'Otros servicios verifican estos tokens por sí mismos, con las claves publicadas.',
  'admin.setting.ACCESS_TOKEN_LIFE': 'Token de acceso',
  'admin.setting.ACCESS_TOKEN_LIFE.help': 'Cuánto dura un token para otro servicio.',
  'admin.setting.CIMD': 'Aplicaciones no registradas',
  'admin.setting.CIMD.help':
    'Si las aplicaciones pueden describirse en un documento en su ID de cliente: ninguna, las de los hosts indicados o cualquiera.',
  'admin.setting.CIMD_HOSTS': 'Hosts de esas aplicaciones',
  'admin.setting.CIMD_HOSTS.help':
    'Los hosts cuyos documentos se aceptan si el ajuste CIMD es list.',
  'admin.setting.REFRESH_IDLE': 'Acceso de aplicaciones sin uso',
  'admin.setting.REFRESH_IDLE.help': 'Cuánto conserva el acceso una aplicación que no se usa.',
  'admin.setting.DEVICE': 'Inicio de sesión de dispositivos',
  'admin.setting.DEVICE.help':
    'Permite que inicien sesión dispositivos sin navegador: el usuario introduce el código que muestra el dispositivo.',
  'admin.setting.RESOURCES': 'Destinatarios de tokens de acceso',
  'admin.setting.RESOURCES.help': 'Los servicios para los que se emiten tokens de acceso.',
  'admin.setting.OPEN_ARCHIVER_MFA': 'Segundo paso de Open Archiver',
  'admin.setting.OPEN_ARCHIVER_MFA.help':
    'Si está desactivado, los usuarios añaden el código al final de su contraseña.',
  'admin.setting.EMAIL_TEXTS': 'Textos propios',
  'admin.setting.EMAIL_TEXTS.help': 'Los idiomas en los que has sustituido textos de los correos.',
  'admin.setting.PAGES': 'Páginas',
  'admin.setting.PAGES.help': 'Si está desactivado, solo se ofrecen las API.',
  'admin.setting.PASSWORDS': 'Contraseñas',
  'admin.setting.PASSWORDS.help': 'Si se desactivan, solo se inicia sesión con llaves de acceso.',
  'admin.setting.PASSWORD_HASH': 'Hash de contraseñas',
  'admin.setting.PASSWORD_HASH.help':
    'Cómo se guardan las contraseñas nuevas. Los hashes antiguos se sustituyen al iniciar sesión.',
  'admin.setting.PASSWORD_MIN_LENGTH': 'Longitud mínima',
  'admin.setting.PASSWORD_MIN_LENGTH.help': 'Caracteres que debe tener una contraseña nueva.',
  'admin.setting.PRIVACY_URL': 'Política de privacidad',
  'admin.setting.PRIVACY_URL.help': 'Un enlace debajo de las páginas para invitados.',
  'admin.setting.PRODUCT_NAME': 'Nombre del producto',
  'admin.setting.PRODUCT_NAME.help': 'Aparece en páginas y correos.',
  'admin.setting.PUBLIC_URL': 'Dirección de las páginas',
  'admin.setting.PUBLIC_URL.help': 'El comienzo de cada enlace de un correo.',
  'admin.setting.PWNED_PASSWORDS': 'Comprobar contraseñas filtradas',
  'admin.setting.PWNED_PASSWORDS.help':
    'Rechaza las contraseñas que Have I Been Pwned conoce. Solo se envía una parte de un hash.',
  'admin.setting.REGISTRATION': 'Quién puede registrarse',
  'admin.setting.REGISTRATION.help': 'Los administradores siempre pueden crear usuarios.',
  'admin.setting.ROOT_SECRET': 'Clave raíz',
  'admin.setting.ROOT_SECRET.help':
    'Las demás claves se derivan de ella. Ningún otro servicio debe tenerla.',
  'admin.setting.ROOT_SECRET_PREVIOUS': 'Clave raíz anterior',
  'admin.setting.ROOT_SECRET_PREVIOUS.help':
    'Aún lee los datos almacenados mientras se sustituye la clave. Quítala después.',
  'admin.setting.SECOND_FACTOR': 'Verificación en dos pasos',
  'admin.setting.SECOND_FACTOR.help':
    'Quién debe iniciar sesión también con un código de una app de autenticación.',
  'admin.setting.SESSION_IDLE': 'Sesión de navegador sin uso',
  'admin.setting.SESSION_IDLE.help':
    'Se cierra la sesión de un navegador que no se usa durante este tiempo.',
  'admin.setting.SESSION_LIFETIME': 'Sesión de navegador más larga',
  'admin.setting.SESSION_LIFETIME.help':
    'Después hay que volver a iniciar sesión, aunque se use el navegador.',
  'admin.setting.SETUP_TOKEN': 'Token de configuración',
  'admin.setting.SETUP_TOKEN.help':
    'Necesario para crear el primer administrador. Quítalo después.',
  'admin.setting.STYLESHEET_URL': 'Hoja de estilos',
  'admin.setting.STYLESHEET_URL.help': 'Tus propios estilos, que sustituyen a los incluidos.',
  'admin.setting.SUDO_MINUTES': 'Inicio de sesión reciente',
  'admin.setting.SUDO_MINUTES.help':
    'Cuánto dura una confirmación de identidad para cambiar usuarios y la verificación en dos pasos. 15 minutos si no está definido.',
  'admin.setting.SUPPORT_EMAIL': 'Soporte',
  'admin.setting.SUPPORT_EMAIL.help':
    'La dirección del enlace «Soporte» debajo de las páginas para invitados.',
  'admin.setting.TERMS_URL': 'Condiciones del servicio',
  'admin.setting.VERSION': 'Versión',
  'admin.setting.TERMS_URL.help': 'Un enlace debajo de las páginas para invitados.',
})
