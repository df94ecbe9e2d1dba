import type { consent as English } from '../en/consent.ts'
import { translation } from '../message.ts'

export const consent = translation<typeof English>()({
  'consent.title': '{client} がアカウントへのアクセスを求めています',
  'consent.account': '{product} に {name} としてログインしています。',
  'consent.will': '{client} は次のことができます。',
  'consent.scope.openid': 'アカウントの識別',
  'consent.scope.profile': '名前、ユーザー名、画像の閲覧',
  'consent.scope.email': 'メールアドレスの閲覧',
  'consent.scope.role': 'ロールの閲覧',
  'consent.scope.offline_access': 'ログアウト後のアクセスの継続',
  'consent.resource': 'あなたに代わって {resource} を使用',
  'consent.identify': 'アカウントの存在の確認',
  'consent.document':
    'このアプリは {host} で自身を説明しています。{product} の管理者は確認していません。',
  'consent.return': 'その後、{host} に戻ります。このアドレスを信頼できる場合のみ続行してください。',
  'consent.allow': '許可する',
  'consent.allowing': 'お待ちください…',
  'consent.deny': '拒否する',
  'consent.not_you': '{name} ではありませんか?',
  'consent.proof.title': '本人確認',
  'consent.proof.lead': '続行する前に、{client} が本人確認を求めています。',
  'consent.unusable.title': 'このアプリは使用できません',
  'consent.unusable.lead':
    '{product} は {host} にあるアプリの説明を使用できませんでした。1 分後にもう一度お試しになるか、アプリの提供元にお問い合わせください。',
  'consent.unusable.code': 'エラー: {code}',
  'consent.device.title': 'デバイスを接続',
  'consent.device.code': 'デバイスに表示されたコード',
  'consent.device.code_hint': 'WDJB-MJHT のような 8 文字です。',
  'consent.device.from': 'リクエスト元は {client} です。',
  'consent.device.from_app': 'リクエスト元は {client}（{hosts}）です。',
  'consent.device.requested': '{time} にネットワーク {network} から送信されました。',
  'consent.device.same_network': 'このブラウザーは同じネットワークにあります。',
  'consent.device.other_network': 'このブラウザーは別のネットワークにあります。',
  'consent.device.compare':
    'ご自身のデバイスで開始した操作で、デバイスにこのコードが表示されていますか？',
  'consent.device.warning':
    'このコードやこのページへのリンクを誰かから受け取った場合は、「拒否する」を選んでください。許可すると、その人があなたのアカウントにアクセスできます。',
  'consent.device.allow': 'はい、許可します',
  'consent.device.allowed': 'デバイスを接続しました',
  'consent.device.allowed_lead': 'このページを閉じて、デバイスで続けてください。',
  'consent.device.denied': '何も許可されていません',
  'consent.device.denied_lead':
    'デバイスはあなたのアカウントにアクセスできません。このページを閉じてかまいません。',
  'consent.sign_out.title': '{product} からログアウトしますか?',
  'consent.sign_out.lead':
    '{client} からログアウトしました。{product} には {name} としてログインしたままです。',
  'consent.sign_out.stay': 'ログインしたままにする',
})
