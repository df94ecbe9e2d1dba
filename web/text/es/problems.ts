import type { problems as English } from '../en/problems.ts'
import { translation } from '../message.ts'

export const problems = translation<typeof English>()({
  'field.email': 'Introduce un correo válido, como nombre@example.com.',
  'field.other': 'Este valor no es válido.',
  'field.password':
    'Esta contraseña es demasiado fácil de adivinar, demasiado corta o demasiado larga. Elige otra.',
  'field.required': 'Rellena este campo.',
  'field.username': 'Usa solo letras, números y . _ -',

  'problem.account_disabled': 'Esta cuenta está desactivada.',
  'problem.account_not_found': 'Esta cuenta ya no existe.',
  'problem.already_set_up':
    'La configuración ya está completa. Recarga esta página para iniciar sesión.',
  'problem.already_verified': 'Esta dirección de correo ya está verificada.',
  'problem.body_too_large': 'Es demasiado grande para enviarlo.',
  'problem.cannot_change_own_email': 'Cambia tu propio correo en la página de seguridad.',
  'problem.cannot_delete_self': 'Elimina tu propia cuenta en tu página de seguridad.',
  'problem.cannot_disable_self': 'No puedes desactivar tu propia cuenta.',
  'problem.cannot_remove_own_factor': 'Elimina tu propio segundo factor en tu página de seguridad.',
  'problem.client_has_document':
    'Esta aplicación se describe en un documento, así que no se puede cambiar aquí.',
  'problem.client_is_public': 'Una aplicación pública no tiene secreto.',
  'problem.client_not_found': 'Esta aplicación ya se eliminó.',
  'problem.code_expired': 'Este código ha caducado. Solicita uno nuevo.',
  'problem.cookie_refused':
    'No has iniciado sesión porque este navegador no guardó la cookie de sesión. Permite las cookies de este sitio y ábrelo con HTTPS.',
  'problem.cross_site_request':
    'El navegador indicó que esta solicitud venía de otro sitio. Recarga esta página e inténtalo de nuevo.',
  'problem.current_password_incorrect': 'Contraseña incorrecta.',
  'problem.email_missing': 'Esta cuenta no tiene dirección de correo.',
  'problem.email_taken': 'Ya existe una cuenta con esta dirección de correo.',
  'problem.factor_not_found': 'Esta cuenta no tiene un segundo factor.',
  'problem.forbidden': 'Solo los administradores pueden hacer esto. Ya no eres administrador.',
  'problem.grant_not_found': 'Esta aplicación ya no tiene acceso a tu cuenta.',
  'problem.internal_error': 'Algo ha fallado por nuestra parte. Inténtalo de nuevo.',
  'problem.invalid_code': 'Código incorrecto. Introduce el código del correo más reciente.',
  'problem.invalid_credentials': 'Correo o contraseña incorrectos.',
  'problem.invalid_input': 'Revisa lo que has introducido e inténtalo de nuevo.',
  'problem.invalid_second_factor':
    'Código incorrecto. Introduce el código actual de tu app de autenticación o un código de recuperación sin usar.',
  'problem.invalid_target': 'Este servicio no emite tokens de acceso para esa API.',
  'problem.invitation_invalid': 'Esta invitación no es válida o ha caducado. Pide una nueva.',
  'problem.invitation_not_found': 'Esta invitación ya se había revocado.',
  'problem.invitations_closed':
    'En este momento nadie puede registrarse, ni siquiera con una invitación.',
  'problem.last_admin':
    'Se necesita al menos un administrador. Primero haz administrador a otra cuenta.',
  'problem.last_passkey':
    'Esta llave de acceso es la única forma de iniciar sesión. Añade otra antes de eliminarla.',
  'problem.mail_unavailable':
    'Este servicio no puede enviar correos. Contacta con tu administrador.',
  'problem.misconfigured': 'Este servicio no está bien configurado. Contacta con tu administrador.',
  'problem.no_changes': 'No hay cambios que guardar.',
  'problem.other': 'Algo ha fallado. Recarga esta página e inténtalo de nuevo.',
  'problem.overloaded': 'El servicio está ocupado. Inténtalo en un momento.',
  'problem.passkey_canceled':
    'La solicitud de la llave de acceso se ha cancelado o ha caducado. Inténtalo de nuevo.',
  'problem.passkey_exists': 'Esta llave de acceso ya se ha añadido.',
  'problem.passkey_invalid': 'No se ha aceptado la llave de acceso. Inténtalo de nuevo.',
  'problem.passkey_not_found': 'Esta llave de acceso ya se ha eliminado.',
  'problem.passkey_unknown':
    'Esta llave de acceso se ha eliminado de su cuenta. Inicia sesión de otra forma.',
  'problem.passkeys_unavailable': 'Las llaves de acceso no están disponibles aquí.',
  'problem.password_change_required': 'Elige primero una contraseña nueva.',
  'problem.password_not_allowed': 'Esta contraseña es demasiado fácil de adivinar. Elige otra.',
  'problem.passwords_off': 'Aquí no hay contraseñas. Inicia sesión con una llave de acceso.',
  'problem.rate_limiter_unavailable': 'El servicio no está disponible. Inténtalo en un momento.',
  'problem.reauthentication_required':
    'Confirma que eres tú para hacer este cambio. No se ha cambiado nada.',
  'problem.registration_closed':
    'El registro está cerrado. Pide una invitación a un administrador.',
  'problem.request_changed':
    'Esta solicitud ha cambiado. Vuelve a la aplicación e inténtalo de nuevo.',
  'problem.reset_token_invalid':
    'Este enlace ha caducado o ya se ha usado. ¿Quieres recibir uno nuevo?',
  'problem.second_factor_mandatory':
    'Tu cuenta debe tener un segundo factor. Configura otro antes de eliminar este.',
  'problem.second_factor_missing': 'Configura la verificación en dos pasos para continuar.',
  'problem.second_factor_required': 'Introduce el código de tu app de autenticación.',
  'problem.session_not_found': 'Esta sesión ya ha terminado.',
  'problem.setup_token_invalid': 'Token de configuración incorrecto.',
  'problem.sign_in_expired': 'Este inicio de sesión ha caducado. Inicia sesión de nuevo.',
  'problem.storage_unavailable': 'El servicio no está disponible. Inténtalo en un momento.',
  'problem.too_many_clients': 'Has alcanzado el límite de aplicaciones. Elimina una primero.',
  'problem.too_many_invitations': 'Has alcanzado el límite de invitaciones.',
  'problem.too_many_mails': 'Has solicitado demasiados correos. Inténtalo de nuevo en {time}.',
  'problem.too_many_passkeys': 'Has alcanzado el límite de llaves de acceso.',
  'problem.too_many_requests': 'Demasiados intentos. Inténtalo de nuevo en {time}.',
  'problem.totp_expired': 'Esta configuración ha caducado. Empieza de nuevo.',
  'problem.totp_not_found': 'Esta app de autenticación ya se ha eliminado.',
  'problem.unauthenticated':
    'Tu sesión ha terminado. No se ha cambiado nada. Vuelve a iniciar sesión para continuar.',
  'problem.unreachable':
    'No se puede conectar con el servicio. Comprueba tu conexión e inténtalo de nuevo.',
  'problem.user_code_invalid':
    'Este código es incorrecto, ha caducado o se usó en otro navegador. Obtén un código nuevo en tu dispositivo.',
  'problem.username_taken': 'Este nombre de usuario ya está en uso.',
  'time.hours': { one: '{count} hora', other: '{count} horas' },
  'time.minutes': { one: '{count} minuto', other: '{count} minutos' },
  'time.seconds': { one: '{count} segundo', other: '{count} segundos' },
})
