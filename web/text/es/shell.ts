import type { shell as English } from '../en/shell.ts'
import { translation } from '../message.ts'

export const shell = translation<typeof English>()({
  'ui.account': 'Cuenta',
  'ui.actions': 'Acciones',
  'ui.administration': 'Administración',
  'ui.any': 'todos',
  'ui.audit_log': 'Registro de auditoría',
  'ui.back_to': 'Volver a {product}',
  'ui.cancel': 'Cancelar',
  'ui.confirm_code': 'Confirma que eres tú',
  'ui.confirm_code_lead':
    'Para este cambio, debes confirmar de nuevo tu identidad. Introduce el código de tu app de autenticación para continuar.',
  'ui.confirm_passkey_lead':
    'Este cambio requiere un inicio de sesión reciente. Usa tu llave de acceso para continuar.',
  'ui.confirm_password': 'Confirma tu contraseña',
  'ui.confirm_password_lead':
    'Este cambio requiere un inicio de sesión reciente. Introduce tu contraseña para continuar.',
  'ui.confirmation_mismatch': 'No coincide. Escríbelo exactamente como se muestra.',
  'ui.continue': 'Continuar',
  'ui.copied': 'Copiado',
  'ui.copy': 'Copiar',
  'ui.device': '{browser} en {system}',
  'ui.device.program': 'Programa desconocido',
  'ui.device.unknown': 'Dispositivo desconocido',
  'ui.filter': '{label}: {value}',
  'ui.navigation': 'Principal',
  'ui.next': 'Siguiente',
  'ui.not_you': '¿No eres {name}?',
  'ui.other_account': 'Usar otra cuenta',
  'ui.password': 'Contraseña',
  'ui.previous': 'Anterior',
  'ui.select': 'Seleccionar {name}',
  'ui.select_all': 'Seleccionar todo',
  'ui.session_ended': 'Tu sesión ha terminado',
  'ui.session_ended_lead':
    'Vuelve a iniciar sesión para continuar. Lo que has escrito se conserva.',
  'ui.settings': 'Configuración',
  'ui.sign_out': 'Cerrar sesión',
  'ui.signed_in_as': 'Cuenta: {name}',
  'ui.signing_in': 'Iniciando sesión…',
  'ui.type_to_confirm': 'Escribe {name} para confirmar',
  'ui.user_menu': 'Menú de la cuenta',
  'ui.users': 'Usuarios',
})
