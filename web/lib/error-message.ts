import { type ProblemCode, ProblemError } from '../../client/client.ts'
import { isTextKey, type TextKey, t } from './text.ts'

/** Problems that only a faulty program causes, or only a product's API returns. */
const unexplained = [
  'bearer_required',
  'cannot_reset_self',
  'cookie_required',
  'default_password',
  'malformed_body',
  'method_not_allowed',
  'no_default_account',
  'not_found',
  'otp_token_invalid',
  'request_timeout',
  'too_many_attempts',
  'unsupported_media_type',
] as const satisfies readonly ProblemCode[]

type ExplainedCode = Exclude<ProblemCode, (typeof unexplained)[number]>

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
  return isExplained(code) ? t(keyOf(code) as 'problem.other') : t('problem.other')
}

/** The message of an invalid field, by the field's name without "new_". The API's own message is in English. */
export function fieldMessage(path: string): string {
  const key = `field.${path.replace('new_', '')}`
  return isTextKey(key) ? t(key as 'field.other') : t('field.other')
}

/** Does not compile if a code has no message. */
function keyOf(code: ExplainedCode): TextKey {
  return `problem.${code}`
}

/** A newer service may have more codes. */
function isExplained(code: ProblemCode): code is ExplainedCode {
  return isTextKey(`problem.${code}`)
}

function duration(seconds: number): string {
  if (seconds < 60) return t('time.seconds', { count: seconds })
  return seconds < 3600
    ? t('time.minutes', { count: Math.ceil(seconds / 60) })
    : t('time.hours', { count: Math.ceil(seconds / 3600) })
}
