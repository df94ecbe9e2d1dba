import type { consent as English } from '../en/consent.ts'
import { translation } from '../message.ts'

export const consent = translation<typeof English>()({
  'consent.title': '{client} quer acessar sua conta',
  'consent.account': 'Você entrou em {product} como {name}.',
  'consent.will': '{client} poderá:',
  'consent.scope.openid': 'Reconhecer sua conta',
  'consent.scope.profile': 'Ver seu nome, nome de usuário e foto',
  'consent.scope.email': 'Ver seu endereço de e-mail',
  'consent.scope.role': 'Ver sua função',
  'consent.scope.offline_access': 'Manter o acesso depois que você sair',
  'consent.resource': 'Usar {resource} por você',
  'consent.identify': 'Saber que você tem uma conta aqui',
  'consent.document': 'O app se descreve em {host}. Nenhum administrador de {product} o verificou.',
  'consent.return': 'Depois você voltará para {host}. Continue somente se confiar neste endereço.',
  'consent.allow': 'Permitir',
  'consent.allowing': 'Um momento…',
  'consent.deny': 'Recusar',
  'consent.not_you': 'Não é {name}?',
  'consent.proof.title': 'Confirme que é você',
  'consent.proof.lead': '{client} pede que você confirme sua identidade antes de continuar.',
  'consent.unusable.title': 'Não é possível usar este app',
  'consent.unusable.lead':
    '{product} não conseguiu usar a descrição do app em {host}. Tente novamente em um minuto ou avise quem faz o app.',
  'consent.unusable.code': 'Erro: {code}',
  'consent.sign_out.title': 'Sair de {product}?',
  'consent.sign_out.lead':
    '{client} encerrou sua sessão. Você ainda está em {product} como {name}.',
  'consent.sign_out.stay': 'Continuar conectado',
})
