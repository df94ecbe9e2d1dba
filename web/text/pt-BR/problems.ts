import type { problems as English } from '../en/problems.ts'
import { translation } from '../message.ts'

export const problems = translation<typeof English>()({
  'field.email': 'Digite um e-mail válido, como nome@example.com.',
  'field.other': 'Este valor não é válido.',
  'field.password':
    'Esta senha é fácil demais de adivinhar, curta demais ou longa demais. Escolha outra.',
  'field.required': 'Preencha este campo.',
  'field.username': 'Use apenas letras, números e . _ -',

  'problem.account_disabled': 'Esta conta está desativada.',
  'problem.account_not_found': 'Esta conta não existe mais.',
  'problem.already_set_up': 'A configuração já foi concluída. Recarregue esta página para entrar.',
  'problem.already_verified': 'Este endereço de e-mail já foi verificado.',
  'problem.body_too_large': 'Isso é grande demais para enviar.',
  'problem.cannot_change_own_email': 'Altere seu próprio e-mail na página de segurança.',
  'problem.cannot_delete_self': 'Exclua sua própria conta na sua página de segurança.',
  'problem.cannot_disable_self': 'Você não pode desativar sua própria conta.',
  'problem.cannot_remove_own_factor':
    'Remova seu próprio segundo fator na sua página de segurança.',
  'problem.client_has_document':
    'Este app se descreve em um documento, por isso não pode ser alterado aqui.',
  'problem.client_is_public': 'Um app público não tem segredo.',
  'problem.client_not_found': 'Este app já foi excluído.',
  'problem.code_expired': 'Este código expirou. Envie um novo.',
  'problem.cookie_refused':
    'Você não entrou porque este navegador não guardou o cookie de sessão. Permita cookies para este site e abra-o por HTTPS.',
  'problem.cross_site_request':
    'O navegador informou que esta solicitação veio de outro site. Recarregue esta página e tente novamente.',
  'problem.current_password_incorrect': 'Senha incorreta.',
  'problem.email_missing': 'Esta conta não tem endereço de e-mail.',
  'problem.email_taken': 'Já existe uma conta com este endereço de e-mail.',
  'problem.factor_not_found': 'Esta conta não tem um segundo fator.',
  'problem.forbidden': 'Só administradores podem fazer isso. Você não é mais administrador.',
  'problem.grant_not_found': 'Este app não tem mais acesso à sua conta.',
  'problem.internal_error': 'Algo deu errado do nosso lado. Tente novamente.',
  'problem.invalid_code': 'Código incorreto. Digite o código do e-mail mais recente.',
  'problem.invalid_credentials': 'E-mail ou senha incorretos.',
  'problem.invalid_input': 'Confira o que você digitou e tente novamente.',
  'problem.invalid_second_factor':
    'Código incorreto. Digite o código atual do seu app autenticador ou um código de recuperação não usado.',
  'problem.invalid_target': 'Este serviço não emite tokens de acesso para essa API.',
  'problem.invitation_invalid': 'Este convite é inválido ou expirou. Peça um novo.',
  'problem.invitation_not_found': 'Este convite já foi revogado.',
  'problem.invitations_closed': 'No momento ninguém pode se cadastrar, nem com um convite.',
  'problem.last_admin':
    'É necessário pelo menos um administrador. Primeiro torne outra conta administradora.',
  'problem.last_passkey':
    'Esta chave de acesso é a única forma de entrar. Adicione outra antes de removê-la.',
  'problem.mail_unavailable': 'Este serviço não pode enviar e-mails. Fale com o administrador.',
  'problem.misconfigured':
    'Este serviço não está configurado corretamente. Fale com o administrador.',
  'problem.no_changes': 'Não há alterações para salvar.',
  'problem.other': 'Algo deu errado. Recarregue esta página e tente novamente.',
  'problem.overloaded': 'O serviço está ocupado. Tente novamente em instantes.',
  'problem.passkey_canceled':
    'A solicitação da chave de acesso foi cancelada ou expirou. Tente novamente.',
  'problem.passkey_exists': 'Esta chave de acesso já foi adicionada.',
  'problem.passkey_invalid': 'A chave de acesso não foi aceita. Tente novamente.',
  'problem.passkey_not_found': 'Esta chave de acesso já foi removida.',
  'problem.passkey_unknown': 'Esta chave de acesso foi removida da conta. Entre de outra forma.',
  'problem.passkeys_unavailable': 'As chaves de acesso não estão disponíveis aqui.',
  'problem.password_change_required': 'Escolha primeiro uma nova senha.',
  'problem.password_not_allowed': 'Esta senha é fácil demais de adivinhar. Escolha outra.',
  'problem.passwords_off': 'Aqui não há senhas. Entre com uma chave de acesso.',
  'problem.rate_limiter_unavailable': 'O serviço está indisponível. Tente novamente em instantes.',
  'problem.reauthentication_required':
    'Confirme que é você para fazer esta alteração. Nada foi alterado.',
  'problem.registration_closed': 'O cadastro está fechado. Peça um convite a um administrador.',
  'problem.request_changed': 'Esta solicitação mudou. Volte ao app e tente novamente.',
  'problem.reset_token_invalid': 'Este link expirou ou já foi usado. Quer receber um novo?',
  'problem.second_factor_mandatory':
    'Sua conta precisa ter um segundo fator. Configure outro antes de remover este.',
  'problem.second_factor_missing': 'Configure a verificação em duas etapas para continuar.',
  'problem.second_factor_required': 'Digite o código do seu app autenticador.',
  'problem.session_not_found': 'Esta sessão já terminou.',
  'problem.setup_token_invalid': 'Token de configuração incorreto.',
  'problem.sign_in_expired': 'Esta tentativa de entrada expirou. Entre novamente.',
  'problem.storage_unavailable': 'O serviço está indisponível. Tente novamente em instantes.',
  'problem.too_many_clients': 'Você atingiu o limite de apps. Exclua um primeiro.',
  'problem.too_many_invitations': 'Você atingiu o limite de convites.',
  'problem.too_many_mails': 'Muitos e-mails solicitados. Tente novamente em {time}.',
  'problem.too_many_passkeys': 'Você atingiu o limite de chaves de acesso.',
  'problem.too_many_requests': 'Muitas tentativas. Tente novamente em {time}.',
  'problem.totp_expired': 'Esta configuração expirou. Comece de novo.',
  'problem.totp_not_found': 'Este app autenticador já foi removido.',
  'problem.unauthenticated':
    'Sua sessão terminou. Nada foi alterado. Entre novamente para continuar.',
  'problem.unreachable':
    'Não foi possível acessar o serviço. Verifique sua conexão e tente novamente.',
  'problem.user_code_invalid':
    'Este código está incorreto, expirou ou foi usado em outro navegador. Gere um novo código no seu dispositivo.',
  'problem.username_taken': 'Este nome de usuário já está em uso.',
  'time.hours': { one: '{count} hora', other: '{count} horas' },
  'time.minutes': { one: '{count} minuto', other: '{count} minutos' },
  'time.seconds': { one: '{count} segundo', other: '{count} segundos' },
})
