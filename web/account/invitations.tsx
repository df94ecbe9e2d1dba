import { showNotice } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Query, useQuery } from '../ui/data/query.tsx'
import { Time } from '../ui/data/time.tsx'
import { Card } from '../ui/layout/card.tsx'

/** The account's invitations: links to sign up with, whose codes other programs can also verify. */
export function Invitations() {
  const query = useQuery(() => client.read(client.api.invitations.$get()))
  async function create() {
    await client.read(client.api.invitations.$post())
    showNotice('Invitation created. Copy the link to share it.')
    await query.refetch()
  }
  async function revoke(invitation_id: string) {
    const param = { invitation_id }
    await client.read(client.api.invitations[':invitation_id'].$delete({ param }))
    showNotice('Invitation revoked.')
    await query.refetch()
  }
  return (
    <Card title="Invitations">
      <p class="hint">
        {instance.registration === 'closed'
          ? 'Sign-up is closed, so no one can create an account with an invitation. Other programs can still verify invitation codes.'
          : 'Anyone with an invitation link can create an account.'}
      </p>
      <Query query={query}>
        {({ items: invitations }) => (
          <>
            {invitations.length === 0 && <p>No invitations yet.</p>}
            <ul class="list">
              {invitations.map(({ id, token, expires_at, uses }) => (
                <li key={id}>
                  <div>
                    <code>{token}</code>
                    <p class="hint">
                      {usage(uses)}, expires on <Time at={expires_at} dateOnly />
                    </p>
                  </div>
                  <div class="bar">
                    <ActionButton
                      label={`Copy link of invitation ${token}`}
                      action={() => copyLink(token)}
                    >
                      Copy link
                    </ActionButton>
                    <ActionButton
                      label={`Revoke invitation ${token}`}
                      tone="danger"
                      action={() => revoke(id)}
                    >
                      Revoke
                    </ActionButton>
                  </div>
                </li>
              ))}
            </ul>
            <div class="bar">
              <ActionButton action={create}>Create invitation</ActionButton>
            </div>
          </>
        )}
      </Query>
    </Card>
  )
}

function usage(uses: number): string {
  if (uses === 0) return 'Not used yet'
  return uses === 1 ? 'Used once' : `Used ${uses} times`
}

async function copyLink(token: string): Promise<void> {
  const link = `${location.origin}/auth/sign-up?${new URLSearchParams({ invitation: token })}`
  try {
    await navigator.clipboard.writeText(link)
    showNotice('Link copied.')
  } catch {
    // The browser denied access, or the page was opened over plain HTTP.
    showNotice(`The browser did not allow copying. The link is ${link}`)
  }
}
