import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { client } from '../lib/session.ts'
import { Choice, Field } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { Answered, useAnswer } from '../ui/query.tsx'
import { Time } from '../ui/time.tsx'
import { nameOf, roles, stateOf, states } from './account-labels.ts'
import { chosen, Filters, NextPage } from './filters.tsx'
import { NewUser } from './new-account.tsx'

/** All accounts, or those whose username or address begins in a certain way. The address bar holds what was asked. */
export default function Users() {
  const { query, route } = useLocation()
  const { search = '', after = '' } = query
  const role = chosen(roles, query.role)
  const state = chosen(states, query.state)
  const [creating, setCreating] = useState(false)
  const asked = useAnswer(
    () =>
      client.read(
        client.api.accounts.$get({
          query: {
            ...(search && { search }),
            ...(role && { role }),
            ...(state && { state }),
            ...(after && { after }),
          },
        }),
      ),
    `${search} ${role} ${state} ${after}`,
  )
  return (
    <Page title="Users" wide>
      <div class="stack">
        <div class="card stack">
          <Filters path="/auth/admin" submit="Search">
            <Field
              name="search"
              label="Username or e-mail address begins with"
              type="search"
              autocomplete="off"
              value={search}
            />
            <Choice name="role" label="Role" value={role ?? ''} choices={{ '': 'Any', ...roles }} />
            <Choice
              name="state"
              label="State"
              value={state ?? ''}
              choices={{ '': 'Any', ...states }}
            />
          </Filters>
        </div>
        <div class="row">
          <button type="button" class="button" onClick={() => setCreating(true)}>
            New user…
          </button>
        </div>
        <div class="card stack">
          <Answered of={asked}>
            {({ accounts, next }) => (
              <>
                <p class="hint" role="status">
                  {countOf(accounts.length, next)}
                </p>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">User</th>
                      <th scope="col">Name</th>
                      <th scope="col">Role</th>
                      <th scope="col">State</th>
                      <th scope="col">Since</th>
                    </tr>
                  </thead>
                  <tbody>
                    {accounts.map((account) => (
                      <tr key={account.id}>
                        <th scope="row" data-label="User">
                          <a href={`/auth/admin/users/${account.id}`}>{nameOf(account)}</a>
                        </th>
                        <td data-label="Name">
                          {[account.first_name, account.last_name].filter(Boolean).join(' ') || '–'}
                        </td>
                        <td data-label="Role">{roles[account.role]}</td>
                        <td data-label="State">{states[stateOf(account)]}</td>
                        <td data-label="Since">
                          <Time at={account.created_at} dateOnly />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                <NextPage path="/auth/admin" cursor="after" next={next} />
              </>
            )}
          </Answered>
        </div>
      </div>
      <NewUser
        open={creating}
        onClose={() => setCreating(false)}
        onCreated={(id) => route(`/auth/admin/users/${id}`)}
      />
    </Page>
  )
}

function countOf(count: number, next: string | null): string {
  if (count === 0) return 'Nobody fits.'
  return `${count === 1 ? 'One user' : `${count} users`}${next ? ' on this page' : ''}`
}
