import type { emails as English } from '../en/emails.ts'
import { translation } from '../message.ts'

export const emails = translation<typeof English>()({
  'email.when': 'Cuándo',
  'email.where': 'Dónde',
  'email.device': 'Dispositivo',
  'email.device.on': '{browser} en {system}',
  'email.unknown': 'Desconocido',
  'email.by': 'Por',
  'email.by.administrator': 'Un administrador',

  'email.link': '¿No funciona el botón? Copia este enlace en tu navegador:',
  'email.contact': 'Si no fuiste tú, ponte en contacto con {contact}.',
  'email.unexpected': 'Si no esperabas este cambio, ponte en contacto con {contact}.',
  'email.contact.administrator': 'tu administrador',
  'email.account': 'Revisar tu cuenta',
  'email.footer': 'Enviado por {product} a {email}.',
  'email.questions': '¿Preguntas? Escribe a {contact}.',

  'email.reset.subject': 'Restablece tu contraseña de {product}',
  'email.reset.text':
    'Alguien ha pedido restablecer la contraseña de {email}. Si fuiste tú, elige una nueva.',
  'email.reset.button': 'Elegir una nueva contraseña',
  'email.reset.expires': 'El enlace funciona una sola vez y caduca {time}.',
  'email.reset.not_you': 'Si no fuiste tú, ignora este correo. Tu contraseña no ha cambiado.',
  'email.recover.subject': 'Inicia sesión en {product} y añade una llave de acceso',
  'email.recover.text':
    'Alguien ha pedido un enlace para iniciar sesión como {email}. Si has sido tú, úsalo para iniciar sesión y añadir una llave de acceso nueva.',
  'email.recover.button': 'Iniciar sesión',

  'email.code.subject': '{code} es tu código de {product}',
  'email.code.heading': 'Verifica tu dirección de correo',
  'email.code.text': 'Introduce este código para verificar {email}.',
  'email.code.expires':
    'El código funciona una sola vez y caduca {time}. No lo compartas con nadie.',
  'email.code.not_you': 'Si no has solicitado ningún código, ignora este correo.',

  'email.new_address.heading': 'Confirma tu nueva dirección de correo',
  'email.new_address.text': 'Introduce este código para usar {email} en tu cuenta de {product}.',

  'email.password_changed.subject': 'Se ha cambiado tu contraseña de {product}',
  'email.password_changed.text':
    'Se ha cambiado la contraseña de {email} y se ha cerrado la sesión en los demás dispositivos.',
  'email.password_changed.button': 'Restablecer la contraseña',
  'email.password_changed.not_you': 'Si no fuiste tú, restablece tu contraseña ahora.',

  'email.email_changed.subject': 'Se ha cambiado tu dirección de correo de {product}',
  'email.email_changed.text':
    'Se ha cambiado la dirección de correo de tu cuenta y se ha cerrado la sesión en los demás dispositivos.',

  'email.email_in_use.subject': 'Tu dirección de correo ya está en uso',
  'email.email_in_use.text':
    'Alguien, quizá tú, quiso usar {email} para otra cuenta de {product}. La dirección ya pertenece a tu cuenta.',
  'email.email_in_use.advice':
    'Para usarla en la otra cuenta, cambia antes la dirección de correo de esta cuenta o elimina esta cuenta.',
  'email.email_in_use.not_you': 'Si no fuiste tú, ignora este correo. No ha cambiado nada.',

  'email.account_deleted.subject': 'Se ha eliminado tu cuenta de {product}',
  'email.account_deleted.text': 'Se han eliminado tu cuenta y todos sus datos.',

  'email.account_disabled.subject': 'Se ha desactivado tu cuenta de {product}',
  'email.account_disabled.text':
    'Tu cuenta se ha desactivado desde un dispositivo con la sesión iniciada y se ha cerrado la sesión en todos los dispositivos. Un administrador puede volver a activarla.',

  'email.new_device.subject': 'Nuevo inicio de sesión en tu cuenta de {product}',
  'email.new_device.text': 'Alguien ha iniciado sesión como {email} en un dispositivo nuevo.',
  'email.new_device.button': 'Revisar tus dispositivos',
  'email.new_device.was_you': 'Si fuiste tú, no tienes que hacer nada.',
  'email.new_device.not_you':
    'Si no fuiste tú, cambia tu contraseña ahora. Así se cierra la sesión en los demás dispositivos.',

  'email.factor_added.subject':
    'La verificación en dos pasos está activada en tu cuenta de {product}',
  'email.factor_added.text':
    'Se ha añadido una app de autenticación a la cuenta de {email} y se ha cerrado la sesión en los demás dispositivos.',
  'email.factor_removed.subject':
    'La verificación en dos pasos está desactivada en tu cuenta de {product}',
  'email.factor_removed.text':
    'Se han eliminado la aplicación de autenticación y los códigos de recuperación de {email}. Ya no hace falta un código para iniciar sesión.',
  'email.passkey_added.subject': 'Se ha añadido una llave de acceso a tu cuenta de {product}',
  'email.passkey_added.text':
    'Se ha añadido una llave de acceso a la cuenta de {email}. Sirve para iniciar sesión.',
  'email.passkey_removed.subject': 'Se ha eliminado una llave de acceso de tu cuenta de {product}',
  'email.passkey_removed.text':
    'Se ha eliminado una llave de acceso de la cuenta de {email}. Ya no sirve para iniciar sesión.',
  'email.recovery_code_used.subject':
    'Se ha usado un código de recuperación en tu cuenta de {product}',
  'email.recovery_code_used.text':
    'Alguien ha iniciado sesión como {email} con un código de recuperación. Códigos restantes: {left}.',

  'email.invitation.subject': '{inviter} te ha invitado a {product}',
  'email.invitation.text': '{inviter} te ha invitado a crear una cuenta de {product}.',
  'email.invitation.button': 'Aceptar la invitación',
  'email.invitation.expires': 'La invitación caduca {time}.',
  'email.invitation.someone': 'Alguien',
  'email.invitation.not_you': 'Si no esperabas ninguna invitación, ignora este correo.',
})
