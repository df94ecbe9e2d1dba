import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'cookie.blocked':
    'Você não pode entrar porque este navegador bloqueia cookies de {host}. Permita cookies e recarregue esta página.',
  'cookie.local':
    'Você não pode entrar porque este navegador não mantém o cookie de sessão em HTTP sem criptografia. Abra esta página por HTTPS, ou no Chrome ou Firefox com cookies permitidos.',
  'cookie.plain_http':
    'Você não pode entrar porque esta página foi aberta por HTTP sem criptografia, e os navegadores só mantêm o cookie de sessão por HTTPS. Abra esta página por HTTPS. No computador que executa o serviço, {url} também funciona no Chrome e no Firefox.',
  'notice.account_deleted': 'Sua conta foi excluída.',
  'notice.passkey_added': 'Sua chave de acesso foi adicionada, e você entrou.',
  'notice.password_set': 'Sua senha foi redefinida, e você entrou.',
  'notice.registration_closed': 'O cadastro está fechado. Peça um convite a um administrador.',
  'notice.session_ended': 'Sua sessão terminou. Entre novamente para continuar.',
  'notice.sign_in_expired': 'Esta tentativa de entrada expirou. Entre novamente.',
  'notice.signed_out': 'Você saiu da sua conta.',
  'ui.close': 'Fechar',
  'ui.hide_password': 'Ocultar senha',
  'ui.load_error': 'Não foi possível carregar esta página',
  'ui.load_error_missing': 'Falta uma parte desta página. Tente novamente em alguns instantes.',
  'ui.loading': 'Carregando…',
  'ui.offline': 'Você está off-line. As alterações só poderão ser salvas quando a conexão voltar.',
  'ui.password_hint': 'Experimente algumas palavras fáceis de lembrar.',
  'ui.password_rule': {
    one: 'Pelo menos {count} caractere',
    other: 'Pelo menos {count} caracteres',
  },
  'ui.privacy': 'Privacidade',
  'ui.rule_met': '(atendido)',
  'ui.second.busy': 'Verificando…',
  'ui.second.code': 'Código de seis dígitos',
  'ui.second.code_missing': 'Digite os seis dígitos que seu app autenticador mostra.',
  'ui.second.lead': 'Digite o código do seu app autenticador.',
  'ui.second.recovery': 'Código de recuperação',
  'ui.second.recovery_lead': 'Digite um dos seus códigos de recuperação. Cada um funciona uma vez.',
  'ui.second.recovery_missing': 'Digite um código de recuperação.',
  'ui.second.restart': 'Começar de novo',
  'ui.second.submit': 'Verificar',
  'ui.second.title': 'Verificação em duas etapas',
  'ui.second.use_app': 'Usar o app autenticador',
  'ui.second.use_recovery': 'Usar um código de recuperação',
  'ui.show_password': 'Mostrar senha',
  'ui.skip': 'Ir para o conteúdo',
  'ui.support': 'Suporte',
  'ui.terms': 'Termos',
  'ui.try_again': 'Tentar novamente',
  'ui.use_passkey': 'Usar uma chave de acesso',
})
