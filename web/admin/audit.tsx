import { useLocation } from 'preact-iso'
import { client } from '../lib/session.ts'
import { Choice, Field } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { Answered, useAnswer } from '../ui/query.tsx'
import { Events, eventWords } from './audit-events.tsx'
import { chosen, Filters, NextPage } from './filters.tsx'

const pageSize = '50'

/** The audit trail. Times are typed and shown in the reader's time zone. */
export default function Audit() {
  const { query } = useLocation()
  const { account = '', since = '', until = '', before = '' } = query
  const event = chosen(eventWords, query.event)
  const asked = useAnswer(async () => {
    const answer = await client.api.audit.$get({
      query: {
        limit: pageSize,
        ...(account && { account }),
        ...(event && { event }),
        ...(since && { since: moment(since) }),
        ...(until && { until: moment(until) }),
        ...(before && { before }),
      },
    })
    const { events } = await answer.json()
    return { events, next: cursorOf(answer.headers.get('Link')) }
  }, `${account} ${event} ${since} ${until} ${before}`)
  return (
    <Page title="Audit trail" wide>
      <div class="stack">
        <div class="card stack">
          <Filters path="/auth/admin/audit" submit="Show">
            <Choice
              name="event"
              label="Event"
              value={event ?? ''}
              choices={{ '': 'Any', ...eventWords }}
            />
            <Field name="account" label="Account id" autocomplete="off" value={account} />
            <Field name="since" label="From" type="datetime-local" value={since} />
            <Field name="until" label="Until" type="datetime-local" value={until} />
          </Filters>
        </div>
        <div class="card stack">
          <Answered of={asked}>
            {({ events, next }) => (
              <>
                <Events events={events} />
                <NextPage path="/auth/admin/audit" cursor="before" next={next} />
              </>
            )}
          </Answered>
        </div>
      </div>
    </Page>
  )
}

/** What a datetime-local field holds, which has no time zone, as ISO 8601 in UTC. The API refuses what is none. */
function moment(local: string): string {
  const date = new Date(local)
  return Number.isNaN(date.getTime()) ? local : date.toISOString()
}

/** Where the next page begins, from the Link header (RFC 8288). */
function cursorOf(link: string | null): string | null {
  const next = /<([^>]+)>; rel="next"/.exec(link ?? '')?.[1]
  return next ? new URL(next, location.origin).searchParams.get('before') : null
}
