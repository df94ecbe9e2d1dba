import { useRoute } from 'preact-iso'
import { client } from '../lib/session.ts'
import { Query, type QueryResult, useQuery } from '../ui/data/query.tsx'
import { Time } from '../ui/data/time.tsx'
import { Card } from '../ui/layout/card.tsx'
import { Page } from '../ui/layout/page.tsx'
import { AccountAccess } from './account-access.tsx'
import {
  type Account,
  type AccountResponse,
  displayName,
  fullName,
  roleLabels,
  statusLabels,
  statusOf,
} from './account-labels.ts'
import { AccountPassword } from './account-password.tsx'
import { AccountSessions } from './account-sessions.tsx'
import { AuditEvents } from './audit-events.tsx'

/** One account: its details, the actions of administrators and its recent activity. */
export default function AccountPage() {
  const { id = '' } = useRoute().params
  return <LoadedPage key={id} id={id} />
}

function LoadedPage({ id }: { id: string }) {
  const query = useQuery(() =>
    client.read(client.api.accounts[':account_id'].$get({ param: { account_id: id } })),
  )
  return (
    <Page title={query.data ? displayName(query.data.account) : 'Account'} wide>
      <p>
        <a href="/auth/admin">All accounts</a>
      </p>
      <Query query={query}>{({ account }) => <Sections account={account} query={query} />}</Query>
    </Page>
  )
}

interface SectionsProps {
  account: Account
  query: QueryResult<AccountResponse>
}

function Sections({ account, query }: SectionsProps) {
  const activity = useQuery(() =>
    client.read(client.api.audit.$get({ query: { account: account.id, limit: '20' } })),
  )
  const refetch = async () => {
    await Promise.all([query.refetch(), activity.refetch()])
  }
  return (
    <div class="stack">
      <Card title="Details">
        <dl>
          <dt>Username</dt>
          <dd>{account.username ?? '–'}</dd>
          <dt>Email address</dt>
          <dd>
            {account.email ?? '–'}{' '}
            {account.email && (
              <span class="badge dot">{account.email_verified ? 'Verified' : 'Unverified'}</span>
            )}
          </dd>
          <dt>Name</dt>
          <dd>{fullName(account)}</dd>
          <dt>Role</dt>
          <dd>{roleLabels[account.role]}</dd>
          <dt>Status</dt>
          <dd>
            {statusLabels[statusOf(account)]}{' '}
            {account.disabled_at && (
              <>
                since <Time at={account.disabled_at} />
              </>
            )}
          </dd>
          <dt>Created</dt>
          <dd>
            <Time at={account.created_at} />
          </dd>
          {account.invited_by && (
            <>
              <dt>Invited by</dt>
              <dd>
                <a href={`/auth/admin/users/${account.invited_by}`}>Another account</a>
              </dd>
            </>
          )}
        </dl>
      </Card>
      <AccountAccess account={account} onChange={refetch} />
      <AccountPassword account={account} onChange={refetch} />
      <AccountSessions account={account} onChange={activity.refetch} />
      <div class="full">
        <Card title="Recent activity">
          <Query query={activity}>{({ items }) => <AuditEvents events={items} />}</Query>
          <a href={`/auth/admin/audit?${new URLSearchParams({ account: account.id })}`}>
            View all activity in the audit log
          </a>
        </Card>
      </div>
    </div>
  )
}
