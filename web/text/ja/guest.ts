import type { guest as English } from '../en/guest.ts'
import { translation } from '../message.ts'

export const guest = translation<typeof English>()({
  'guest.no_script':
    'このページには JavaScript が必要です。JavaScript を有効にして、ページを再読み込みしてください。',
  'guest.sign_in.title': '{product} にサインイン',
  'guest.unavailable.title': 'このページは利用できません',
  'guest.unavailable.explanation':
    'サービスが応答していません。しばらくしてからページを再読み込みしてください。',
})
