import type { consent as English } from '../en/consent.ts'
import { translation } from '../message.ts'

export const consent = translation<typeof English>()({
  'consent.title': '{client} quiere acceder a tu cuenta',
  'consent.account': 'Has iniciado sesión en {product} como {name}.',
  'consent.will': '{client} podrá:',
  'consent.scope.openid': 'Reconocer tu cuenta',
  'consent.scope.profile': 'Ver tu nombre, tu nombre de usuario y tu imagen',
  'consent.scope.email': 'Ver tu dirección de correo',
  'consent.scope.role': 'Ver tu rol',
  'consent.scope.offline_access': 'Mantener el acceso después de que cierres sesión',
  'consent.resource': 'Usar {resource} por ti',
  'consent.identify': 'Saber que tienes una cuenta aquí',
  'consent.document':
    'La aplicación se describe a sí misma en {host}. Ningún administrador de {product} la ha revisado.',
  'consent.return': 'Después volverás a {host}. Continúa solo si confías en esta dirección.',
  'consent.allow': 'Permitir',
  'consent.allowing': 'Un momento…',
  'consent.deny': 'Denegar',
  'consent.not_you': '¿No eres {name}?',
  'consent.proof.title': 'Confirma que eres tú',
  'consent.proof.lead': '{client} te pide que confirmes tu identidad antes de continuar.',
  'consent.unusable.title': 'No se puede usar esta aplicación',
  'consent.unusable.lead':
    '{product} no pudo usar la descripción de la aplicación en {host}. Vuelve a intentarlo en un minuto o avisa a quienes hacen la aplicación.',
  'consent.unusable.code': 'Error: {code}',
  'consent.device.title': 'Conectar un dispositivo',
  'consent.device.code': 'Código de tu dispositivo',
  'consent.device.code_hint': 'Ocho letras, como WDJB-MJHT.',
  'consent.device.from': 'La solicitud es de {client}.',
  'consent.device.from_app': 'La solicitud es de {client} ({hosts}).',
  'consent.device.requested': 'Se hizo el {time} desde la red {network}.',
  'consent.device.same_network': 'Este navegador está en la misma red.',
  'consent.device.other_network': 'Este navegador está en otra red.',
  'consent.device.compare': '¿Iniciaste esto en tu dispositivo y muestra este código?',
  'consent.device.warning':
    'Si alguien te envió este código o un enlace a esta página, elige Denegar: obtendría acceso a tu cuenta.',
  'consent.device.allow': 'Sí, permitir',
  'consent.device.allowed': 'Tu dispositivo está conectado',
  'consent.device.allowed_lead': 'Puedes cerrar esta página y continuar en tu dispositivo.',
  'consent.device.denied': 'No se permitió nada',
  'consent.device.denied_lead':
    'El dispositivo no tiene acceso a tu cuenta. Puedes cerrar esta página.',
  'consent.sign_out.title': '¿Cerrar sesión en {product}?',
  'consent.sign_out.lead':
    '{client} cerró tu sesión. Sigues con la sesión iniciada en {product} como {name}.',
  'consent.sign_out.stay': 'Mantener la sesión',
})
