import { deviceOf } from '../lib/device.ts'
import { say } from '../lib/notices.ts'
import { client, signOut } from '../lib/session.ts'
import { Action } from '../ui/action-button.tsx'
import { Section } from '../ui/page.tsx'
import { Answered, useAnswer } from '../ui/query.tsx'
import { SessionFacts } from './session-summary.tsx'

/** Where the account is signed in, each to be signed out from here. */
export function Sessions() {
  const asked = useAnswer(() => client.read(client.api.sessions.$get()))
  async function end(session_id: string, device: string) {
    await client.read(client.api.sessions[':session_id'].$delete({ param: { session_id } }))
    say(`${device} is signed out.`)
    await asked.again()
  }
  async function endOthers() {
    await client.read(client.api.sessions.$delete())
    say('Everywhere else you are signed out.')
    await asked.again()
  }
  return (
    <Section title="Where you are signed in">
      <Answered of={asked}>
        {({ sessions }) => (
          <>
            <ul class="list">
              {sessions.map((session) => {
                const device = deviceOf(session.user_agent)
                return (
                  <li key={session.id}>
                    <SessionFacts session={session} />
                    {session.current ? (
                      <Action label="Sign out this device" action={signOut}>
                        Sign out
                      </Action>
                    ) : (
                      <Action label={`Sign out ${device}`} action={() => end(session.id, device)}>
                        Sign out
                      </Action>
                    )}
                  </li>
                )
              })}
            </ul>
            {sessions.length > 1 ? (
              <div class="row">
                <Action action={endOthers}>Sign out everywhere else</Action>
              </div>
            ) : (
              <p class="hint">You are signed in nowhere else.</p>
            )}
          </>
        )}
      </Answered>
    </Section>
  )
}
