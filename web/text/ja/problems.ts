import type { problems as English } from '../en/problems.ts'
import { translation } from '../message.ts'

export const problems = translation<typeof English>()({
  'field.email': 'name@example.com のような有効なメールアドレスを入力してください。',
  'field.other': 'この値は正しくありません。',
  'field.password':
    'このパスワードは推測されやすいか、短すぎるか、長すぎます。別のパスワードを選んでください。',
  'field.required': 'この項目を入力してください。',
  'field.username': '使用できるのは文字、数字、. _ - だけです。',

  'problem.account_disabled': 'このアカウントは無効です。',
  'problem.account_not_found': 'このアカウントはもう存在しません。',
  'problem.already_set_up':
    'セットアップはすでに完了しています。ページを再読み込みしてサインインしてください。',
  'problem.already_verified': 'このメールアドレスはすでに確認済みです。',
  'problem.body_too_large': '送信するには大きすぎます。',
  'problem.cannot_change_own_email':
    '自分のメールアドレスはセキュリティのページで変更してください。',
  'problem.cannot_delete_self': '自分のアカウントはセキュリティページで削除してください。',
  'problem.cannot_disable_self': '自分のアカウントは無効にできません。',
  'problem.cannot_remove_own_factor': 'ご自身の第 2 要素は、セキュリティページで削除してください。',
  'problem.client_has_document':
    'このアプリはドキュメントで自身を説明しているため、ここでは変更できません。',
  'problem.client_is_public': '公開アプリにはシークレットがありません。',
  'problem.client_not_found': 'このアプリはすでに削除されています。',
  'problem.code_expired': 'このコードは期限切れです。新しいコードを送信してください。',
  'problem.cookie_refused':
    'ブラウザーがセッション Cookie を保存しなかったため、サインインできませんでした。このサイトの Cookie を許可し、HTTPS で開いてください。',
  'problem.cross_site_request':
    'このリクエストは別のサイトから送られたとブラウザーが報告しました。ページを再読み込みして、もう一度お試しください。',
  'problem.current_password_incorrect': 'パスワードが正しくありません。',
  'problem.email_missing': 'このアカウントにはメールアドレスがありません。',
  'problem.email_taken': 'このメールアドレスのアカウントはすでに存在します。',
  'problem.factor_not_found': 'このアカウントには第 2 要素がありません。',
  'problem.forbidden': 'この操作は管理者だけが実行できます。あなたはもう管理者ではありません。',
  'problem.grant_not_found': 'このアプリはすでにアカウントにアクセスできません。',
  'problem.internal_error': 'サービス側で問題が発生しました。もう一度お試しください。',
  'problem.invalid_code':
    'コードが正しくありません。最新のメールに記載されたコードを入力してください。',
  'problem.invalid_credentials': 'メールアドレスまたはパスワードが正しくありません。',
  'problem.invalid_input': '入力内容を確認して、もう一度お試しください。',
  'problem.invalid_second_factor':
    'コードが正しくありません。認証アプリの現在のコード、または未使用のリカバリーコードを入力してください。',
  'problem.invalid_target': 'この API 用のアクセストークンは発行されません。',
  'problem.invitation_invalid': 'この招待は無効か、期限切れです。新しい招待を依頼してください。',
  'problem.invitation_not_found': 'この招待はすでに取り消されています。',
  'problem.invitations_closed': '現在、招待があっても新規登録はできません。',
  'problem.last_admin':
    '管理者が少なくとも 1 人必要です。先に別のアカウントを管理者にしてください。',
  'problem.last_passkey':
    'このパスキーが唯一のサインイン方法です。削除する前に、別のパスキーを追加してください。',
  'problem.mail_unavailable': 'このサービスはメールを送信できません。管理者に連絡してください。',
  'problem.misconfigured': 'このサービスは正しく設定されていません。管理者に連絡してください。',
  'problem.no_changes': '保存する変更はありません。',
  'problem.other': '問題が発生しました。ページを再読み込みして、もう一度お試しください。',
  'problem.overloaded': 'サービスが混み合っています。しばらくしてからお試しください。',
  'problem.passkey_canceled':
    'パスキーの要求がキャンセルされたか、時間切れになりました。もう一度お試しください。',
  'problem.passkey_exists': 'このパスキーはすでに追加されています。',
  'problem.passkey_invalid': 'パスキーが受け付けられませんでした。もう一度お試しください。',
  'problem.passkey_not_found': 'このパスキーはすでに削除されています。',
  'problem.passkey_unknown':
    'このパスキーはアカウントから削除されています。別の方法でサインインしてください。',
  'problem.passkeys_unavailable': 'ここではパスキーを利用できません。',
  'problem.password_change_required': '先に新しいパスワードを設定してください。',
  'problem.password_not_allowed':
    'このパスワードは推測されやすいため使用できません。別のパスワードを選んでください。',
  'problem.passwords_off': 'ここではパスワードを使いません。パスキーでサインインしてください。',
  'problem.rate_limiter_unavailable': 'サービスを利用できません。しばらくしてからお試しください。',
  'problem.reauthentication_required': 'この変更には本人確認が必要です。何も変更されていません。',
  'problem.registration_closed': '新規登録は受け付けていません。管理者に招待を依頼してください。',
  'problem.request_changed':
    'このリクエストは変更されました。アプリに戻って、もう一度お試しください。',
  'problem.reset_token_invalid':
    'このリンクは期限切れか、すでに使用されています。新しいリンクを送信しますか?',
  'problem.second_factor_mandatory':
    'このアカウントには第 2 要素が必要です。削除する前に別の要素を設定してください。',
  'problem.second_factor_missing': '続けるには 2 段階認証を設定してください。',
  'problem.second_factor_required': '認証アプリのコードを入力してください。',
  'problem.session_not_found': 'このセッションはすでに終了しています。',
  'problem.setup_token_invalid': 'セットアップトークンが正しくありません。',
  'problem.sign_in_expired': 'このサインインは期限切れです。もう一度サインインしてください。',
  'problem.storage_unavailable': 'サービスを利用できません。しばらくしてからお試しください。',
  'problem.too_many_clients': 'アプリの上限に達しました。先にいずれかを削除してください。',
  'problem.too_many_invitations': '招待の上限に達しました。',
  'problem.too_many_mails': 'メールの送信回数が多すぎます。{time}後にもう一度お試しください。',
  'problem.too_many_passkeys': 'パスキーの上限数に達しました。',
  'problem.too_many_requests': '試行回数が多すぎます。{time}後にもう一度お試しください。',
  'problem.totp_expired': 'この設定は期限切れです。最初からやり直してください。',
  'problem.totp_not_found': 'この認証アプリはすでに削除されています。',
  'problem.unauthenticated':
    'セッションが終了しました。何も変更されていません。続けるにはもう一度サインインしてください。',
  'problem.unreachable': 'サービスに接続できません。接続を確認して、もう一度お試しください。',
  'problem.user_code_invalid':
    'このコードは正しくないか、期限切れか、別のブラウザーで使用されています。デバイスで新しいコードを取得してください。',
  'problem.username_taken': 'このユーザー名はすでに使われています。',
  'time.hours': { other: '{count} 時間' },
  'time.minutes': { other: '{count} 分' },
  'time.seconds': { other: '{count} 秒' },
})
