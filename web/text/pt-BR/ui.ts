import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
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
  'ui.show_password': 'Mostrar senha',
  'ui.skip': 'Ir para o conteúdo',
  'ui.support': 'Suporte',
  'ui.terms': 'Termos',
  'ui.try_again': 'Tentar novamente',
})
