import { ProblemError } from '../../client/client.ts'
import { isTextKey, t } from './text.ts'

/** The message to show for an error, by its `code` alone; after a 429, with the time to wait. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof ProblemError)) return t('problem.other')
  const { code, status, retryAfter } = error
  if (status === 429 && code !== 'too_many_invitations') {
    const time = duration(retryAfter ?? 60)
    return code === 'too_many_mails'
      ? t('problem.too_many_mails', { time })
      : t('problem.too_many_requests', { time })
  }
  const key = `problem.${code}`
  return isTextKey(key) ? t(key as 'problem.other') : t('problem.other')
}

/** The message of an invalid field, by the field's name. The API's own message is in English. */
export function fieldMessage(path: string): string {
  const key = `field.${path}`
  return isTextKey(key) ? t(key as 'field.other') : t('field.other')
}

function duration(seconds: number): string {
  if (seconds < 60) return t('time.seconds', { count: seconds })
  return seconds < 3600
    ? t('time.minutes', { count: Math.ceil(seconds / 60) })
    : t('time.hours', { count: Math.ceil(seconds / 3600) })
}
