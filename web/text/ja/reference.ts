import type { reference as English } from '../en/reference.ts'
import { translation } from '../message.ts'

export const reference = translation<typeof English>()({
  'reference.title': 'API リファレンス',
  'reference.lead': '{link} に記載された、このサービスのすべてのエンドポイントです。',
  'reference.search': 'エンドポイントを検索',
  'reference.count': { other: '{count} 件のエンドポイント' },
  'reference.required': '必須',
  'reference.parameters': 'パラメーター',
  'reference.body': 'リクエスト本文',
  'reference.responses': 'レスポンス',
  'reference.example': '例',
  'reference.anyone': '誰でも利用可',
  'reference.bearer': 'Authorization ヘッダーのトークン',
  'reference.cookie': 'セッション Cookie',
  'reference.empty': '本文なし',
})
