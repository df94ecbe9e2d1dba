import { deviceLabel } from '../lib/device.ts'
import { showNotice } from '../lib/notices.ts'
import { client, signOut } from '../lib/session.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Query, useQuery } from '../ui/data/query.tsx'
import { Card } from '../ui/layout/card.tsx'
import { SessionSummary } from './session-summary.tsx'

/** The account's sessions, each with a button to sign out. */
export function Sessions() {
  const list = useQuery(() => client.read(client.api.sessions.$get()))
  async function end(session_id: string, device: string) {
    await client.read(client.api.sessions[':session_id'].$delete({ param: { session_id } }))
    showNotice(`Signed out of ${device}.`)
    await list.refetch()
  }
  async function endOthers() {
    await client.read(client.api.sessions.$delete())
    showNotice('Signed out of all other devices.')
    await list.refetch()
  }
  return (
    <Card title="Sessions">
      <Query query={list}>
        {({ items }) => (
          <>
            <ul class="list">
              {items.map((session) => {
                const device = deviceLabel(session.user_agent)
                return (
                  <li key={session.id}>
                    <SessionSummary session={session} />
                    {session.current ? (
                      <ActionButton label="Sign out of this device" action={signOut}>
                        Sign out
                      </ActionButton>
                    ) : (
                      <ActionButton
                        label={`Sign out of ${device}`}
                        action={() => end(session.id, device)}
                      >
                        Sign out
                      </ActionButton>
                    )}
                  </li>
                )
              })}
            </ul>
            {items.length > 1 ? (
              <div class="bar">
                <ActionButton action={endOthers}>Sign out of all other devices</ActionButton>
              </div>
            ) : (
              <p class="hint">You are not signed in on any other device.</p>
            )}
          </>
        )}
      </Query>
    </Card>
  )
}
