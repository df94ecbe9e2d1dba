import { say } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Action } from '../ui/action-button.tsx'
import { Section } from '../ui/page.tsx'
import { Answered, useAnswer } from '../ui/query.tsx'
import { Time } from '../ui/time.tsx'

/** The account's tokens: links with which somebody else signs up, and what other programs check. */
export function Invitations() {
  const asked = useAnswer(() => client.read(client.api.tokens.$get()))
  async function create() {
    await client.read(client.api.tokens.$post())
    say('The invitation is made. Copy its link and pass it on.')
    await asked.again()
  }
  async function revoke(token_id: string) {
    await client.read(client.api.tokens[':token_id'].$delete({ param: { token_id } }))
    say('The invitation is revoked.')
    await asked.again()
  }
  return (
    <Section title="Invitations">
      <p class="hint">
        {instance.registration === 'closed'
          ? 'New accounts cannot be made here at present. Programs can still check these tokens.'
          : 'Whoever opens the link of an invitation can create an account.'}
      </p>
      <Answered of={asked}>
        {({ tokens }) => (
          <>
            {tokens.length === 0 && <p>You have made none.</p>}
            <ul class="list">
              {tokens.map(({ id, token, expires_at, uses }) => (
                <li key={id}>
                  <div>
                    <code>{token}</code>
                    <p class="hint">
                      {usedOf(uses)}, good until <Time at={expires_at} dateOnly />
                    </p>
                  </div>
                  <div class="row">
                    <Action label={`Copy link of ${token}`} action={() => copyLink(token)}>
                      Copy link
                    </Action>
                    <Action label={`Revoke ${token}`} danger action={() => revoke(id)}>
                      Revoke
                    </Action>
                  </div>
                </li>
              ))}
            </ul>
            <div class="row">
              <Action action={create}>New invitation</Action>
            </div>
          </>
        )}
      </Answered>
    </Section>
  )
}

function usedOf(uses: number): string {
  if (uses === 0) return 'Not used yet'
  return uses === 1 ? 'Used once' : `Used ${uses} times`
}

async function copyLink(token: string): Promise<void> {
  const link = `${location.origin}/auth/sign-up?${new URLSearchParams({ referrer: token })}`
  try {
    await navigator.clipboard.writeText(link)
    say('The link is copied.')
  } catch {
    // The browser forbids it, or the page came without https.
    say(`The browser does not let us copy. The link is ${link}`)
  }
}
