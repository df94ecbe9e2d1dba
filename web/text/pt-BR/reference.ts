import type { reference as English } from '../en/reference.ts'
import { translation } from '../message.ts'

export const reference = translation<typeof English>()({
  'reference.title': 'Referência da API',
  'reference.lead': 'Todos os endpoints deste serviço, como {link} os descreve.',
  'reference.search': 'Pesquisar endpoints',
  'reference.count': { one: '{count} endpoint', other: '{count} endpoints' },
  'reference.required': 'obrigatório',
  'reference.parameters': 'Parâmetros',
  'reference.body': 'Corpo da solicitação',
  'reference.responses': 'Respostas',
  'reference.example': 'Exemplo',
  'reference.anyone': 'Qualquer pessoa',
  'reference.bearer': 'Token no cabeçalho Authorization',
  'reference.cookie': 'Cookie de sessão',
  'reference.empty': 'Sem conteúdo',
})
