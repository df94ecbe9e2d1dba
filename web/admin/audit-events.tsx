import type { Routes } from '../../client/routes.ts'
import { Time } from '../ui/data/time.tsx'

export type AuditEvent = Routes['/api/auth/audit']['$get']['output']['items'][number]

export const eventLabels: Record<AuditEvent['event'], string> = {
  authn_login_success: 'Signed in',
  authn_login_fail: 'Sign-in failed',
  authn_login_lock: 'Locked after failed sign-ins',
  authn_code_fail: 'Incorrect verification code',
  authn_password_change: 'Password changed',
  authn_password_change_fail: 'Password change failed',
  authn_token_created: 'Invitation or reset link created',
  authn_token_revoked: 'Signed out or invitation revoked',
  authz_fail: 'Access denied',
  user_created: 'Account created',
  user_updated: 'Account updated',
  user_deleted: 'Account deleted',
  privilege_permissions_changed: 'Role changed',
  sys_setup_complete: 'Setup completed',
  sensitive_read: 'Audit log exported',
}

/** Labels of event details. Other details are shown unchanged. */
const detailLabels: Record<string, string> = {
  reset: 'with a reset link',
  reset_link: 'reset link',
  reset_token: 'invalid reset link',
  setup_token_invalid: 'incorrect setup token',
  already_set_up: 'setup already complete',
  email_verified: 'email address verified',
  email_changed: 'email address changed',
  others: 'all other sessions',
  all: 'all sessions',
  // Older events name an invitation so.
  user_token: 'invitation',
}

/** A table of audit events, latest first. */
export function AuditEvents({ events }: { events: AuditEvent[] }) {
  if (events.length === 0) return <p>No events found.</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Event</th>
          <th scope="col">Account</th>
          <th scope="col">Actor</th>
          <th scope="col">IP address</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id}>
            <td data-label="Time">
              <Time at={event.at} />
            </td>
            <td data-label="Event">
              <span>
                {eventLabels[event.event]}
                {event.detail && ` (${detailLabels[event.detail] ?? event.detail})`}{' '}
                {event.outcome === 'failure' && <span class="badge dot">Failed</span>}
              </span>
            </td>
            <td data-label="Account">
              <AccountLink id={event.account} />
            </td>
            <td data-label="Actor">
              <Actor event={event} />
            </td>
            <td data-label="IP address">{event.ip ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Actor({ event: { account, actor } }: { event: AuditEvent }) {
  if (actor === null) return <>Not signed in</>
  return actor === account ? <>Same account</> : <AccountLink id={actor} />
}

/** A link with the start of the id: deleted accounts have no other name in the audit log. */
function AccountLink({ id }: { id: string | null }) {
  if (id === null) return <>–</>
  return (
    <a href={`/auth/admin/users/${id}`} aria-label={`Account ${id}`}>
      <code>{id.slice(0, 8)}</code>
    </a>
  )
}
