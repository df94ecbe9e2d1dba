import { useRoute } from 'preact-iso'
import type { Routes } from '../../client/routes.ts'
import { client } from '../lib/session.ts'
import { Page, Section } from '../ui/page.tsx'
import { Answered, type Asked, useAnswer } from '../ui/query.tsx'
import { Time } from '../ui/time.tsx'
import { UserAccess } from './account-access.tsx'
import { nameOf, roles, stateOf, states } from './account-labels.ts'
import { UserPassword } from './account-password.tsx'
import { UserSessions } from './account-sessions.tsx'
import { Events } from './audit-events.tsx'

type Answer = Routes['/api/auth/accounts/:account_id']['$get']['output']
export type User = Answer['account']

/** One account: what is known of it, what can be done to it, and what happened to it. */
export default function UserPage() {
  const { id = '' } = useRoute().params
  return <One key={id} id={id} />
}

function One({ id }: { id: string }) {
  const asked = useAnswer(() =>
    client.read(client.api.accounts[':account_id'].$get({ param: { account_id: id } })),
  )
  return (
    <Page title={asked.answer ? nameOf(asked.answer.account) : 'User'} wide>
      <p>
        <a href="/auth/admin">All users</a>
      </p>
      <Answered of={asked}>{({ account }) => <Known user={account} asked={asked} />}</Answered>
    </Page>
  )
}

function Known({ user, asked }: { user: User; asked: Asked<Answer> }) {
  const events = useAnswer(() =>
    client.read(client.api.audit.$get({ query: { account: user.id, limit: '20' } })),
  )
  const changed = async () => {
    await Promise.all([asked.again(), events.again()])
  }
  return (
    <div class="columns">
      <Section title="About">
        <dl>
          <dt>Username</dt>
          <dd>{user.username ?? '–'}</dd>
          <dt>E-mail</dt>
          <dd>
            {user.email ?? '–'}{' '}
            {user.email && (
              <span class="badge">{user.email_verified ? 'Verified' : 'Not verified'}</span>
            )}
          </dd>
          <dt>Name</dt>
          <dd>{[user.first_name, user.last_name].filter(Boolean).join(' ') || '–'}</dd>
          <dt>Role</dt>
          <dd>{roles[user.role]}</dd>
          <dt>State</dt>
          <dd>
            {states[stateOf(user)]}{' '}
            {user.disabled_at && (
              <>
                since <Time at={user.disabled_at} />
              </>
            )}
          </dd>
          <dt>Since</dt>
          <dd>
            <Time at={user.created_at} />
          </dd>
          {user.referrer_id && (
            <>
              <dt>Invited by</dt>
              <dd>
                <a href={`/auth/admin/users/${user.referrer_id}`}>another user</a>
              </dd>
            </>
          )}
        </dl>
      </Section>
      <UserAccess user={user} changed={changed} />
      <UserPassword user={user} changed={changed} />
      <UserSessions user={user} changed={events.again} />
      <div class="full">
        <Section title="What happened">
          <Answered of={events}>{({ events }) => <Events events={events} />}</Answered>
          <a href={`/auth/admin/audit?${new URLSearchParams({ account: user.id })}`}>
            All of it in the audit trail
          </a>
        </Section>
      </div>
    </div>
  )
}
