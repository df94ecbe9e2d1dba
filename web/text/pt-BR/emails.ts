import type { emails as English } from '../en/emails.ts'
import { translation } from '../message.ts'

export const emails = translation<typeof English>()({
  'email.when': 'Quando',
  'email.where': 'Onde',
  'email.device': 'Dispositivo',
  'email.device.on': '{browser} no {system}',
  'email.unknown': 'Desconhecido',
  'email.by': 'Por',
  'email.by.administrator': 'Um administrador',

  'email.link': 'O botão não funciona? Copie este link no seu navegador:',
  'email.contact': 'Se não foi você, fale com {contact}.',
  'email.unexpected': 'Se você não esperava isso, fale com {contact}.',
  'email.contact.administrator': 'o seu administrador',
  'email.account': 'Revisar sua conta',
  'email.footer': 'Enviado por {product} para {email}.',
  'email.questions': 'Dúvidas? Fale com {contact}.',

  'email.reset.subject': 'Redefina sua senha de {product}',
  'email.reset.text':
    'Alguém pediu para redefinir a senha de {email}. Se foi você, escolha uma nova.',
  'email.reset.button': 'Escolher uma nova senha',
  'email.reset.expires': 'O link funciona uma única vez e expira {time}.',
  'email.reset.not_you': 'Se não foi você, ignore este e-mail. Sua senha não mudou.',
  'email.recover.subject': 'Entre em {product} e adicione uma chave de acesso',
  'email.recover.text':
    'Alguém pediu um link para entrar como {email}. Se foi você, use-o para entrar e adicionar uma nova chave de acesso.',
  'email.recover.button': 'Entrar',

  'email.code.subject': '{code} é seu código de {product}',
  'email.code.heading': 'Verifique seu endereço de e-mail',
  'email.code.text': 'Digite este código para verificar {email}.',
  'email.code.expires':
    'O código funciona uma única vez e expira {time}. Não o compartilhe com ninguém.',
  'email.code.not_you': 'Se você não pediu um código, ignore este e-mail.',

  'email.new_address.heading': 'Confirme seu novo endereço de e-mail',
  'email.new_address.text': 'Digite este código para usar {email} na sua conta de {product}.',

  'email.password_changed.subject': 'Sua senha de {product} foi alterada',
  'email.password_changed.text':
    'A senha de {email} foi alterada, e os outros dispositivos foram desconectados.',
  'email.password_changed.button': 'Redefinir a senha',
  'email.password_changed.not_you': 'Se não foi você, redefina sua senha agora.',

  'email.email_changed.subject': 'Seu endereço de e-mail de {product} foi alterado',
  'email.email_changed.text':
    'O endereço de e-mail da sua conta foi alterado, e os outros dispositivos foram desconectados.',

  'email.email_in_use.subject': 'Seu endereço de e-mail já está em uso',
  'email.email_in_use.text':
    'Alguém, talvez você, quis usar {email} em outra conta de {product}. O endereço já pertence à sua conta.',
  'email.email_in_use.advice':
    'Para usá-lo na outra conta, primeiro altere o endereço de e-mail desta conta ou exclua esta conta.',
  'email.email_in_use.not_you': 'Se não foi você, ignore este e-mail. Nada mudou.',

  'email.account_deleted.subject': 'Sua conta de {product} foi excluída',
  'email.account_deleted.text': 'Sua conta e todos os dados dela foram excluídos.',

  'email.account_disabled.subject': 'Sua conta de {product} foi desativada',
  'email.account_disabled.text':
    'Sua conta foi desativada em um dispositivo conectado, e todos os dispositivos foram desconectados. Um administrador pode reativá-la.',

  'email.new_device.subject': 'Novo acesso à sua conta de {product}',
  'email.new_device.text': 'Alguém entrou como {email} em um novo dispositivo.',
  'email.new_device.button': 'Revisar seus dispositivos',
  'email.new_device.was_you': 'Se foi você, não precisa fazer nada.',
  'email.new_device.not_you':
    'Se não foi você, altere sua senha agora. Os outros dispositivos serão desconectados.',

  'email.factor_added.subject':
    'A verificação em duas etapas está ativada na sua conta de {product}',
  'email.factor_added.text':
    'Um app autenticador foi adicionado à conta de {email}, e os outros dispositivos foram desconectados.',
  'email.factor_removed.subject':
    'A verificação em duas etapas está desativada na sua conta de {product}',
  'email.factor_removed.text':
    'O aplicativo autenticador e os códigos de recuperação de {email} foram removidos. Não é mais necessário um código para entrar.',
  'email.passkey_added.subject': 'Uma chave de acesso foi adicionada à sua conta do {product}',
  'email.passkey_added.text':
    'Uma chave de acesso foi adicionada à conta de {email}. Ela pode ser usada para entrar.',
  'email.passkey_removed.subject': 'Uma chave de acesso foi removida da sua conta do {product}',
  'email.passkey_removed.text':
    'Uma chave de acesso foi removida da conta de {email}. Ela não pode mais ser usada para entrar.',
  'email.recovery_code_used.subject':
    'Um código de recuperação da sua conta de {product} foi usado',
  'email.recovery_code_used.text':
    'Alguém entrou como {email} com um código de recuperação. Códigos restantes: {left}.',

  'email.invitation.subject': '{inviter} convidou você para {product}',
  'email.invitation.text': '{inviter} convidou você para criar uma conta de {product}.',
  'email.invitation.button': 'Aceitar o convite',
  'email.invitation.expires': 'O convite expira {time}.',
  'email.invitation.someone': 'Alguém',
  'email.invitation.not_you': 'Se você não esperava um convite, ignore este e-mail.',
})
