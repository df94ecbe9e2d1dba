import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'ui.close': '閉じる',
  'ui.hide_password': 'パスワードを隠す',
  'ui.load_error': 'ページを読み込めませんでした',
  'ui.load_error_missing':
    'このページの一部が見つかりません。しばらくしてからもう一度お試しください。',
  'ui.loading': '読み込み中…',
  'ui.offline': 'オフラインです。接続が回復するまで変更を保存できません。',
  'ui.password_hint': '覚えやすい単語をいくつか組み合わせてみてください。',
  'ui.password_rule': { other: '{count} 文字以上' },
  'ui.privacy': 'プライバシー',
  'ui.rule_met': '(達成)',
  'ui.show_password': 'パスワードを表示',
  'ui.skip': '本文へスキップ',
  'ui.support': 'サポート',
  'ui.terms': '利用規約',
  'ui.try_again': '再試行',
})
