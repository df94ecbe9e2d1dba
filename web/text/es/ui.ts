import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
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
  'ui.show_password': 'Mostrar contraseña',
  'ui.skip': 'Saltar al contenido',
  'ui.support': 'Ayuda',
  'ui.terms': 'Condiciones',
  'ui.try_again': 'Reintentar',
})
