import { useLocation } from 'preact-iso'
import { client } from '../lib/session.ts'
import { Query, useQuery } from '../ui/data/query.tsx'
import { Field, Select } from '../ui/form/field.tsx'
import { Page } from '../ui/layout/page.tsx'
import { AuditEvents, eventLabels } from './audit-events.tsx'
import { Filters, optionOf, Pagination } from './filters.tsx'

const pageSize = '50'

/** The audit log. Times are in the browser's time zone. */
export default function AuditLog() {
  const { query } = useLocation()
  const { account = '', since = '', until = '', before = '' } = query
  const event = optionOf(eventLabels, query.event)
  const list = useQuery(
    () =>
      client.read(
        client.api.audit.$get({
          query: {
            limit: pageSize,
            ...(account && { account }),
            ...(event && { event }),
            ...(since && { since: toIso(since) }),
            ...(until && { until: toIso(until) }),
            ...(before && { before }),
          },
        }),
      ),
    `${account} ${event} ${since} ${until} ${before}`,
  )
  return (
    <Page title="Audit log" wide>
      <div class="stack">
        <div>
          <Filters path="/auth/admin/audit" submitLabel="Filter">
            <Select
              name="event"
              label="Event"
              value={event ?? ''}
              options={{ '': 'Any', ...eventLabels }}
            />
            <Field name="account" label="Account ID" autocomplete="off" value={account} />
            <Field name="since" label="From" type="datetime-local" value={since} />
            <Field name="until" label="To" type="datetime-local" value={until} />
          </Filters>
        </div>
        <div class="card">
          <Query query={list}>
            {({ items, next }) => (
              <>
                <AuditEvents events={items} />
                <Pagination path="/auth/admin/audit" cursor="before" next={next} />
              </>
            )}
          </Query>
        </div>
      </div>
    </Page>
  )
}

/** Converts the value of a datetime-local input, which has no time zone, to UTC. The API rejects an invalid value. */
function toIso(local: string): string {
  const date = new Date(local)
  return Number.isNaN(date.getTime()) ? local : date.toISOString()
}
