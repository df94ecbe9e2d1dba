import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'cookie.blocked':
    'No puedes iniciar sesión porque este navegador bloquea las cookies de {host}. Permite las cookies y recarga esta página.',
  'cookie.local':
    'No puedes iniciar sesión porque este navegador no conserva la cookie de sesión por HTTP sin cifrar. Abre esta página por HTTPS, o en Chrome o Firefox con las cookies permitidas.',
  'cookie.plain_http':
    'No puedes iniciar sesión porque esta página se abrió por HTTP sin cifrar y los navegadores solo conservan la cookie de sesión por HTTPS. Abre esta página por HTTPS. En el ordenador que ejecuta el servicio, {url} también funciona en Chrome y Firefox.',
  'notice.account_deleted': 'Tu cuenta se ha eliminado.',
  'notice.passkey_added': 'Tu llave de acceso se ha añadido y has iniciado sesión.',
  'notice.password_set': 'Tu contraseña se ha restablecido y has iniciado sesión.',
  'notice.registration_closed': 'El registro está cerrado. Pide una invitación a un administrador.',
  'notice.session_ended': 'Tu sesión ha terminado. Vuelve a iniciar sesión para continuar.',
  'notice.sign_in_expired': 'Este inicio de sesión ha caducado. Inicia sesión de nuevo.',
  'notice.signed_out': 'Has cerrado la sesión.',
  'ui.close': 'Cerrar',
  'ui.hide_password': 'Ocultar contraseña',
  'ui.load_error': 'No se pudo cargar esta página',
  'ui.load_error_missing': 'Falta una parte de esta página. Inténtalo de nuevo en unos momentos.',
  'ui.loading': 'Cargando…',
  'ui.offline':
    'No tienes conexión. Los cambios no se pueden guardar hasta que vuelvas a conectarte.',
  'ui.password_hint': 'Prueba con unas cuantas palabras que vayas a recordar.',
  'ui.password_rule': { one: 'Al menos {count} carácter', other: 'Al menos {count} caracteres' },
  'ui.privacy': 'Privacidad',
  'ui.rule_met': '(cumplido)',
  'ui.second.busy': 'Verificando…',
  'ui.second.code': 'Código de seis dígitos',
  'ui.second.code_missing': 'Introduce los seis dígitos que muestra tu app de autenticación.',
  'ui.second.lead': 'Introduce el código de tu app de autenticación.',
  'ui.second.recovery': 'Código de recuperación',
  'ui.second.recovery_lead':
    'Introduce uno de tus códigos de recuperación. Cada uno sirve una vez.',
  'ui.second.recovery_missing': 'Introduce un código de recuperación.',
  'ui.second.restart': 'Empezar de nuevo',
  'ui.second.submit': 'Verificar',
  'ui.second.title': 'Verificación en dos pasos',
  'ui.second.use_app': 'Usar la app de autenticación',
  'ui.second.use_recovery': 'Usar un código de recuperación',
  'ui.show_password': 'Mostrar contraseña',
  'ui.skip': 'Saltar al contenido',
  'ui.support': 'Ayuda',
  'ui.terms': 'Condiciones',
  'ui.try_again': 'Reintentar',
  'ui.use_passkey': 'Usar una llave de acceso',
})
