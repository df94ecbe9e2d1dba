import type { emails as English } from '../en/emails.ts'
import { translation } from '../message.ts'

export const emails = translation<typeof English>()({
  'email.when': '日時',
  'email.where': '場所',
  'email.device': 'デバイス',
  'email.device.on': '{system} の {browser}',
  'email.unknown': '不明',
  'email.by': '操作した人',
  'email.by.administrator': '管理者',

  'email.link': 'ボタンが機能しない場合は、このリンクをブラウザーに貼り付けてください:',
  'email.contact': '心当たりがない場合は、{contact} にお問い合わせください。',
  'email.unexpected': 'ご不明な場合は、{contact} にお問い合わせください。',
  'email.contact.administrator': '管理者',
  'email.account': 'アカウントを確認する',
  'email.footer': '{product} から {email} に送信しました。',
  'email.questions': 'ご不明な点は {contact} にお問い合わせください。',

  'email.reset.subject': '{product} のパスワードの再設定',
  'email.reset.text':
    '{email} のパスワードの再設定がリクエストされました。新しいパスワードを設定してください。',
  'email.reset.button': '新しいパスワードを設定する',
  'email.reset.expires': 'このリンクは 1 回だけ使用でき、{time}に期限切れになります。',
  'email.reset.not_you':
    '心当たりがない場合は、このメールを無視してください。パスワードは変更されていません。',
  'email.recover.subject': '{product} にサインインしてパスキーを追加してください',
  'email.recover.text':
    '{email} としてサインインするためのリンクがリクエストされました。ご本人の場合は、このリンクでサインインして新しいパスキーを追加してください。',
  'email.recover.button': 'サインイン',

  'email.code.subject': '{code} が {product} の確認コードです',
  'email.code.heading': 'メールアドレスの確認',
  'email.code.text': '{email} を確認するには、このコードを入力してください。',
  'email.code.expires':
    'このコードは 1 回だけ使用でき、{time}に期限切れになります。他の人に教えないでください。',
  'email.code.not_you': 'コードをリクエストしていない場合は、このメールを無視してください。',

  'email.new_address.heading': '新しいメールアドレスの確認',
  'email.new_address.text':
    '{product} のアカウントで {email} を使用するには、このコードを入力してください。',

  'email.password_changed.subject': '{product} のパスワードが変更されました',
  'email.password_changed.text':
    '{email} のパスワードが変更され、他のデバイスはサインアウトされました。',
  'email.password_changed.button': 'パスワードを再設定する',
  'email.password_changed.not_you': '心当たりがない場合は、今すぐパスワードを再設定してください。',

  'email.email_changed.subject': '{product} のメールアドレスが変更されました',
  'email.email_changed.text':
    'アカウントのメールアドレスが変更され、他のデバイスはサインアウトされました。',

  'email.email_in_use.subject': 'このメールアドレスはすでに使用されています',
  'email.email_in_use.text':
    '{product} の別のアカウントで {email} を使用しようとした人がいます (ご自身の可能性もあります)。このメールアドレスは、すでにあなたのアカウントに登録されています。',
  'email.email_in_use.advice':
    '別のアカウントで使用するには、先にこのアカウントのメールアドレスを変更するか、このアカウントを削除してください。',
  'email.email_in_use.not_you':
    '心当たりがない場合は、このメールを無視してください。何も変更されていません。',

  'email.account_deleted.subject': '{product} のアカウントが削除されました',
  'email.account_deleted.text': 'アカウントとそのすべてのデータが削除されました。',

  'email.account_disabled.subject': '{product} のアカウントが無効になりました',
  'email.account_disabled.text':
    'サインイン中のデバイスからアカウントが無効にされ、すべてのデバイスがサインアウトされました。管理者は再び有効にできます。',

  'email.new_device.subject': '{product} のアカウントへの新しいサインイン',
  'email.new_device.text': '新しいデバイスから {email} としてサインインがありました。',
  'email.new_device.button': 'デバイスを確認する',
  'email.new_device.was_you': 'ご自身によるものであれば、対応は不要です。',
  'email.new_device.not_you':
    '心当たりがない場合は、今すぐパスワードを変更してください。他のデバイスはサインアウトされます。',

  'email.factor_added.subject': '{product} のアカウントの 2 段階認証が有効になりました',
  'email.factor_added.text':
    '{email} のアカウントに認証アプリが追加され、他のデバイスはサインアウトされました。',
  'email.factor_removed.subject': '{product} のアカウントの 2 段階認証が無効になりました',
  'email.factor_removed.text':
    '{email} の認証アプリとリカバリーコードが削除されました。サインインにコードは不要になりました。',
  'email.passkey_added.subject': '{product}アカウントにパスキーが追加されました',
  'email.passkey_added.text':
    '{email}のアカウントにパスキーが追加されました。このパスキーでサインインできます。',
  'email.passkey_removed.subject': '{product}アカウントからパスキーが削除されました',
  'email.passkey_removed.text':
    '{email}のアカウントからパスキーが削除されました。このパスキーではサインインできなくなりました。',
  'email.recovery_code_used.subject': '{product} のアカウントのリカバリーコードが使用されました',
  'email.recovery_code_used.text':
    'リカバリーコードを使って {email} としてサインインがありました。残りのコード：{left}',

  'email.invitation.subject': '{inviter} さんが {product} に招待しています',
  'email.invitation.text':
    '{inviter} さんから、{product} のアカウントを作成するよう招待されました。',
  'email.invitation.button': '招待を承諾する',
  'email.invitation.expires': 'この招待は{time}に期限切れになります。',
  'email.invitation.someone': '誰か',
  'email.invitation.not_you': '招待に心当たりがない場合は、このメールを無視してください。',
})
