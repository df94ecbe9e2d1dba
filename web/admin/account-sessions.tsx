import { SessionFacts } from '../account/session-summary.tsx'
import { say } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { Action } from '../ui/action-button.tsx'
import { Section } from '../ui/page.tsx'
import { Answered, useAnswer } from '../ui/query.tsx'
import type { User } from './account.tsx'
import { nameOf } from './account-labels.ts'

interface Facts {
  user: User
  changed: () => Promise<void>
}

export function UserSessions({ user, changed }: Facts) {
  const { sessions } = client.api.accounts[':account_id']
  const param = { account_id: user.id }
  // Whatever disables or enables the user ends sessions, too.
  const asked = useAnswer(() => client.read(sessions.$get({ param })), user.disabled_at ?? '')
  async function endAll() {
    await client.read(sessions.$delete({ param }))
    say(`${nameOf(user)} is signed out everywhere.`)
    await Promise.all([asked.again(), changed()])
  }
  return (
    <Section title="Sessions">
      <Answered of={asked}>
        {({ sessions }) =>
          sessions.length === 0 ? (
            <p>Signed in nowhere.</p>
          ) : (
            <>
              <ul class="list">
                {sessions.map((session) => (
                  <li key={session.id}>
                    <SessionFacts session={session} />
                  </li>
                ))}
              </ul>
              <div class="row">
                <Action danger action={endAll}>
                  End all sessions
                </Action>
              </div>
            </>
          )
        }
      </Answered>
    </Section>
  )
}
