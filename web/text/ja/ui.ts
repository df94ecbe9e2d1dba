import type { ui as English } from '../en/ui.ts'
import { translation } from '../message.ts'

export const ui = translation<typeof English>()({
  'cookie.blocked':
    'このブラウザーが {host} の Cookie をブロックしているため、サインインできません。Cookie を許可してから、このページを再読み込みしてください。',
  'cookie.local':
    'このブラウザーは暗号化されていない HTTP ではセッション Cookie を保持しないため、サインインできません。HTTPS で開くか、Cookie を許可した Chrome または Firefox で開いてください。',
  'cookie.plain_http':
    'このページが暗号化されていない HTTP で開かれているため、サインインできません。ブラウザーは HTTPS でのみセッション Cookie を保持します。HTTPS でこのページを開いてください。サービスを実行しているコンピューターでは、Chrome と Firefox で {url} も使用できます。',
  'notice.account_deleted': 'アカウントを削除しました。',
  'notice.passkey_added': 'パスキーを追加し、サインインしました。',
  'notice.password_set': 'パスワードをリセットし、サインインしました。',
  'notice.registration_closed':
    'サインアップは受け付けていません。管理者に招待を依頼してください。',
  'notice.session_ended':
    'セッションが終了しました。続行するには、もう一度サインインしてください。',
  'notice.sign_in_expired': 'このサインインは期限切れです。もう一度サインインしてください。',
  'notice.signed_out': 'サインアウトしました。',
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
  'ui.second.busy': '確認しています…',
  'ui.second.code': '6 桁のコード',
  'ui.second.code_missing': '認証アプリに表示されている 6 桁の数字を入力してください。',
  'ui.second.lead': '認証アプリのコードを入力してください。',
  'ui.second.recovery': 'リカバリーコード',
  'ui.second.recovery_lead':
    'リカバリーコードを 1 つ入力してください。各コードは 1 回だけ使えます。',
  'ui.second.recovery_missing': 'リカバリーコードを入力してください。',
  'ui.second.restart': '最初からやり直す',
  'ui.second.submit': '確認',
  'ui.second.title': '2 段階認証',
  'ui.second.use_app': '認証アプリを使う',
  'ui.second.use_recovery': 'リカバリーコードを使う',
  'ui.show_password': 'パスワードを表示',
  'ui.skip': '本文へスキップ',
  'ui.support': 'サポート',
  'ui.terms': '利用規約',
  'ui.try_again': '再試行',
  'ui.use_passkey': 'パスキーを使う',
})
