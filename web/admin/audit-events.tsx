import type { Routes } from '../../client/routes.ts'
import { Time } from '../ui/time.tsx'

export type Event = Routes['/api/auth/audit']['$get']['output']['events'][number]

/** What an event is called on a page. */
export const eventWords: Record<Event['event'], string> = {
  authn_login_success: 'Signed in',
  authn_login_fail: 'Sign-in failed',
  authn_login_lock: 'Locked after failed sign-ins',
  authn_code_fail: 'Wrong code entered',
  authn_password_change: 'Password changed',
  authn_password_change_fail: 'Password change failed',
  authn_token_created: 'Token created',
  authn_token_revoked: 'Signed out or token revoked',
  authz_fail: 'Access refused',
  user_created: 'Account created',
  user_updated: 'Account changed',
  user_deleted: 'Account deleted',
  privilege_permissions_changed: 'Role changed',
  sys_setup_complete: 'Set up',
}

/** What an event says beside its name, in words; what is not listed is shown as it is. */
const detailWords: Record<string, string> = {
  reset: 'by a reset link',
  reset_link: 'reset link',
  reset_token: 'invalid reset link',
  setup_token_invalid: 'set-up with a wrong token',
  already_set_up: 'set-up after it was complete',
  email_verified: 'address verified',
  email_changed: 'address changed',
  others: 'all other sessions',
  all: 'all sessions',
  user_token: 'user token',
}

/** Security events as a table, latest first. */
export function Events({ events }: { events: Event[] }) {
  if (events.length === 0) return <p>Nothing is recorded.</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Account</th>
          <th scope="col">By</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id}>
            <td data-label="When">
              <Time at={event.at} />
            </td>
            <td data-label="What">
              <span>
                {eventWords[event.event]}
                {event.detail && ` (${detailWords[event.detail] ?? event.detail})`}{' '}
                {event.outcome === 'failure' && <span class="badge">Failed</span>}
              </span>
            </td>
            <td data-label="Account">
              <Whose id={event.account} />
            </td>
            <td data-label="By">
              <Actor event={event} />
            </td>
            <td data-label="From">{event.ip ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Actor({ event: { account, actor } }: { event: Event }) {
  if (actor === null) return <>nobody signed in</>
  return actor === account ? <>themselves</> : <Whose id={actor} />
}

/** The trail outlives accounts, so it holds their ids; the first part is enough to tell them apart. */
function Whose({ id }: { id: string | null }) {
  if (id === null) return <>–</>
  return (
    <a href={`/auth/admin/users/${id}`} aria-label={`Account ${id}`}>
      <code>{id.slice(0, 8)}</code>
    </a>
  )
}
