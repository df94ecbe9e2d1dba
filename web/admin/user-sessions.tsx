import { Action } from '../action.tsx'
import { Answered, useAnswer } from '../answer.tsx'
import { say } from '../notices.ts'
import { Section } from '../page.tsx'
import { client } from '../session.ts'
import { SessionFacts } from '../session-facts.tsx'
import type { User } from './user.tsx'
import { nameOf } from './user-words.ts'

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
