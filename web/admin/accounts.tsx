import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { client } from '../lib/session.ts'
import { Query, useQuery } from '../ui/data/query.tsx'
import { Time } from '../ui/data/time.tsx'
import { Field, Select } from '../ui/form/field.tsx'
import { Page } from '../ui/layout/page.tsx'
import { displayName, fullName, roleLabels, statusLabels, statusOf } from './account-labels.ts'
import { Filters, optionOf, Pagination } from './filters.tsx'
import { NewAccount } from './new-account.tsx'

/** All accounts, filtered by the query parameters. */
export default function Accounts() {
  const { query, route } = useLocation()
  const { search = '', after = '' } = query
  const role = optionOf(roleLabels, query.role)
  const state = optionOf(statusLabels, query.state)
  const [creating, setCreating] = useState(false)
  const list = useQuery(
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
    <Page title="Accounts" wide>
      <div class="stack">
        <div>
          <Filters path="/auth/admin" submitLabel="Search">
            <Field
              name="search"
              label="Username or email address starts with"
              autocomplete="off"
              value={search}
            />
            <Select
              name="role"
              label="Role"
              value={role ?? ''}
              options={{ '': 'Any', ...roleLabels }}
            />
            <Select
              name="state"
              label="Status"
              value={state ?? ''}
              options={{ '': 'Any', ...statusLabels }}
            />
          </Filters>
        </div>
        <div class="bar">
          <button type="button" class="button" onClick={() => setCreating(true)}>
            New account…
          </button>
        </div>
        <div class="card">
          <Query query={list}>
            {({ items, next }) => (
              <>
                <p class="hidden" role="status">
                  {resultCount(items.length, next)}
                </p>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Account</th>
                      <th scope="col">Name</th>
                      <th scope="col">Role</th>
                      <th scope="col">Status</th>
                      <th scope="col">Created</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((account) => (
                      <tr key={account.id}>
                        <th scope="row" data-label="Account">
                          <a href={`/auth/admin/users/${account.id}`}>{displayName(account)}</a>
                        </th>
                        <td data-label="Name">{fullName(account)}</td>
                        <td data-label="Role">{roleLabels[account.role]}</td>
                        <td data-label="Status">{statusLabels[statusOf(account)]}</td>
                        <td data-label="Created">
                          <Time at={account.created_at} dateOnly />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                <Pagination path="/auth/admin" cursor="after" next={next} />
              </>
            )}
          </Query>
        </div>
      </div>
      <NewAccount
        open={creating}
        onClose={() => setCreating(false)}
        onCreated={(id) => route(`/auth/admin/users/${id}`)}
      />
    </Page>
  )
}

function resultCount(count: number, next: string | null): string {
  if (count === 0) return 'No accounts found.'
  return `${count} account${count === 1 ? '' : 's'}${next ? ' on this page' : ''}`
}
