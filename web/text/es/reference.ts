import type { reference as English } from '../en/reference.ts'
import { translation } from '../message.ts'

export const reference = translation<typeof English>()({
  'reference.title': 'Referencia de la API',
  'reference.lead': 'Todos los endpoints de este servicio, tal como los describe {link}.',
  'reference.search': 'Buscar endpoints',
  'reference.count': { one: '{count} endpoint', other: '{count} endpoints' },
  'reference.required': 'obligatorio',
  'reference.parameters': 'Parámetros',
  'reference.body': 'Cuerpo de la solicitud',
  'reference.responses': 'Respuestas',
  'reference.example': 'Ejemplo',
  'reference.anyone': 'Cualquiera',
  'reference.bearer': 'Token en la cabecera Authorization',
  'reference.cookie': 'Cookie de sesión',
  'reference.empty': 'Sin contenido',
})
