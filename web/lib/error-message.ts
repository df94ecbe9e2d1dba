import { type ProblemCode, ProblemError } from '../../client/client.ts'

/** Where the sentence of the API is not what a person on a page needs to read. */
const sentences: Partial<Record<ProblemCode, string>> = {
  not_signed_in: 'Your session has ended. Nothing was changed. Sign in again to continue.',
  recent_sign_in_required: 'This needs your password. Nothing was changed.',
  cookie_refused:
    'You are not signed in: this browser did not keep the session cookie. Allow cookies for this site, and open it over HTTPS.',
  unreachable: 'The service cannot be reached. Check your connection, then try again.',
  invalid_credentials: 'The name or the password is wrong.',
  wrong_password: 'This is not your current password.',
  setup_token_invalid: 'This set-up token is wrong.',
  reset_token_invalid: 'This link has been used or is too old. Ask for a new one.',
  otp_wrong: 'This is not the code of the latest mail.',
  otp_token_invalid: 'This code does not count any more. Ask for a new one.',
  no_open_code: 'This code does not count any more. Ask for a new one.',
  nothing_to_change: 'This is no different from before.',
  token_not_found: 'This invitation is revoked already.',
  referrer_invalid: 'This invitation is unknown or has expired. Ask for a new one.',
  registration_closed: 'New accounts cannot be made here.',
  already_set_up: 'Somebody has set this up already. Load the page again to sign in.',
  cross_site_request: 'The browser says that another site sent this. Load the page again.',
  username_taken: 'Somebody has this username already.',
  email_taken: 'An account with this address exists already.',
  last_admin: 'There must be an administrator left. Make somebody else one first.',
  cannot_delete_self: 'Delete your own account on your account page.',
  admin_required: 'Only an administrator may do this, and you are none any more.',
  user_not_found: 'This account does not exist any more.',
  session_not_found: 'This session has ended already.',
  mail_unavailable: 'This service sends no mail. Ask whoever runs it.',
  internal_error: 'Something went wrong on our side. Try again.',
  misconfigured: 'The service is not set up correctly. Ask whoever runs it.',
}

/** What went wrong, and how long to wait where there is a limit. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ProblemError)) return 'Something went wrong on this page. Load it again.'
  const { code, detail, status, retryAfter } = error
  if (status === 429) return `${reasonOf(code)} Try again in ${waitOf(retryAfter ?? 60)}.`
  return sentences[code] ?? ended(detail)
}

function reasonOf(code: ProblemCode): string {
  return code === 'too_many_mails' ? 'Too many mails were asked for.' : 'There were too many tries.'
}

/** Seconds as a person says it. */
function waitOf(seconds: number): string {
  const [count, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3600
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 3600), 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function ended(sentence: string): string {
  const capital = sentence.charAt(0).toUpperCase() + sentence.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
