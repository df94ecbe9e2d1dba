import { type ProblemCode, ProblemError } from '../../client/client.ts'

/** Messages for problems whose `detail` is written for developers. */
const messages: Partial<Record<ProblemCode, string>> = {
  unauthenticated: 'Your session has ended. No changes were made. Sign in again to continue.',
  reauthentication_required: 'This change requires your password. No changes were made.',
  cookie_refused:
    'You are not signed in because this browser did not keep the session cookie. Allow cookies for this site, and open this site over HTTPS.',
  unreachable: 'The service cannot be reached. Check your connection and try again.',
  invalid_credentials: 'Incorrect username or password.',
  current_password_incorrect: 'Incorrect password.',
  setup_token_invalid: 'Incorrect setup token.',
  reset_token_invalid: 'This reset link was already used or has expired. Request a new link.',
  invalid_code: 'Incorrect code. Enter the code from the most recent email.',
  otp_token_invalid: 'This code has expired. Request a new code.',
  code_expired: 'This code has expired. Request a new code.',
  no_changes: 'There are no changes to save.',
  invitation_not_found: 'This invitation was already revoked.',
  invitation_invalid: 'This invitation is invalid or has expired. Ask for a new invitation.',
  registration_closed: 'Sign-up is closed.',
  already_set_up: 'Setup is already complete. Reload this page to sign in.',
  cross_site_request:
    'The browser reported that this request came from another site. Reload this page and try again.',
  username_taken: 'This username is already taken.',
  email_taken: 'An account with this email address already exists.',
  last_admin:
    'At least one administrator is required. Make another account an administrator first.',
  cannot_delete_self: 'Delete your own account on your account page.',
  forbidden: 'Only administrators can do this. You are no longer an administrator.',
  account_not_found: 'This account no longer exists.',
  session_not_found: 'This session has already ended.',
  mail_unavailable: 'This service cannot send email. Contact your administrator.',
  internal_error: 'Something went wrong on our end. Try again.',
  misconfigured: 'This service is not configured correctly. Contact your administrator.',
}

/** The message to show for an error; after a 429, with the time to wait. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof ProblemError)) return 'Something went wrong. Reload this page.'
  const { code, detail, status, retryAfter } = error
  if (status === 429) return `${limitMessage(code)} Try again in ${duration(retryAfter ?? 60)}.`
  return messages[code] ?? sentence(detail)
}

/** Adds a capital and a period: the API's messages about fields are predicates, such as "must not be empty". */
export function sentence(text: string): string {
  const capitalized = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capitalized) ? capitalized : `${capitalized}.`
}

function limitMessage(code: ProblemCode): string {
  return code === 'too_many_mails' ? 'Too many emails requested.' : 'Too many attempts.'
}

function duration(seconds: number): string {
  const [count, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3600
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 3600), 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
