import { client } from '../lib/session.ts'
import { Query, useQuery } from '../ui/data/query.tsx'
import { Page } from '../ui/layout/page.tsx'

/** The instance's settings, read-only: a deployment sets them. */
export default function Settings() {
  const list = useQuery(() => client.read(client.api.settings.$get()))
  return (
    <Page title="Settings" wide>
      <p class="sub">
        Settings are part of the deployment and cannot be changed here. For a secret, this page
        shows only whether the secret is set.
      </p>
      <div class="card">
        <Query query={list}>
          {({ items }) => (
            <table>
              <thead>
                <tr>
                  <th scope="col">Setting</th>
                  <th scope="col">Value</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ name, value }) => (
                  <tr key={name}>
                    <th scope="row" data-label="Setting">
                      <code>{name}</code>
                    </th>
                    <td data-label="Value">{value === '' ? '–' : value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Query>
      </div>
    </Page>
  )
}
