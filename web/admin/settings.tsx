import { client } from '../lib/session.ts'
import { Page } from '../ui/page.tsx'
import { Answered, useAnswer } from '../ui/query.tsx'

/** What the instance runs with. It is changed where it is deployed from, not here. */
export default function Settings() {
  const asked = useAnswer(() => client.read(client.api.settings.$get()))
  return (
    <Page title="Settings" wide>
      <p class="hint">
        They are set where this service is deployed from. Of secrets this shows only whether they
        are set.
      </p>
      <div class="card">
        <Answered of={asked}>
          {({ settings }) => (
            <table>
              <thead>
                <tr>
                  <th scope="col">Setting</th>
                  <th scope="col">Value</th>
                </tr>
              </thead>
              <tbody>
                {settings.map(({ name, value }) => (
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
        </Answered>
      </div>
    </Page>
  )
}
