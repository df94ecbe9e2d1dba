import { SessionSummary } from '../account/session-summary.tsx'
import { showNotice } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Query, useQuery } from '../ui/data/query.tsx'
import { Card } from '../ui/layout/card.tsx'
import { type Account, displayName } from './account-labels.ts'

interface Props {
  account: Account
  onChange: () => Promise<void>
}

export function AccountSessions({ account, onChange }: Props) {
  const { sessions } = client.api.accounts[':account_id']
  const param = { account_id: account.id }
  // Disabling an account also ends its sessions.
  const list = useQuery(() => client.read(sessions.$get({ param })), account.disabled_at ?? '')
  async function endAll() {
    await client.read(sessions.$delete({ param }))
    showNotice(`${displayName(account)} was signed out of all devices.`)
    await Promise.all([list.refetch(), onChange()])
  }
  return (
    <Card title="Sessions">
      <Query query={list}>
        {({ items }) =>
          items.length === 0 ? (
            <p>No active sessions.</p>
          ) : (
            <>
              <ul class="list">
                {items.map((session) => (
                  <li key={session.id}>
                    <SessionSummary session={session} />
                  </li>
                ))}
              </ul>
              <div class="bar">
                <ActionButton tone="danger" action={endAll}>
                  End all sessions
                </ActionButton>
              </div>
            </>
          )
        }
      </Query>
    </Card>
  )
}
