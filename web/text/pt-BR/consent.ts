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
  'consent.device.title': 'Conectar um dispositivo',
  'consent.device.code': 'Código no seu dispositivo',
  'consent.device.code_hint': 'Oito letras, como WDJB-MJHT.',
  'consent.device.from': 'A solicitação é de {client}.',
  'consent.device.from_app': 'A solicitação é de {client} ({hosts}).',
  'consent.device.requested': 'Ela foi feita em {time} a partir da rede {network}.',
  'consent.device.same_network': 'Este navegador está na mesma rede.',
  'consent.device.other_network': 'Este navegador está em outra rede.',
  'consent.device.compare': 'Você iniciou isto no seu dispositivo, e ele mostra este código?',
  'consent.device.warning':
    'Se alguém enviou a você este código ou um link para esta página, escolha Recusar: essa pessoa teria acesso à sua conta.',
  'consent.device.allow': 'Sim, permitir',
  'consent.device.allowed': 'Seu dispositivo está conectado',
  'consent.device.allowed_lead': 'Você pode fechar esta página e continuar no seu dispositivo.',
  'consent.device.denied': 'Nada foi permitido',
  'consent.device.denied_lead':
    'O dispositivo não tem acesso à sua conta. Você pode fechar esta página.',
  'consent.sign_out.title': 'Sair de {product}?',
  'consent.sign_out.lead':
    '{client} encerrou sua sessão. Você ainda está em {product} como {name}.',
  'consent.sign_out.stay': 'Continuar conectado',
})
