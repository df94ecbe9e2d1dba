import { useLocation } from 'preact-iso'
import { errorMessage } from '../../lib/error-message.ts'
import { showError } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { ChipFilter } from '../../ui/data/chip-filter.tsx'
import { Empty } from '../../ui/data/empty.tsx'
import { Pager } from '../../ui/data/pager.tsx'
import { Query, useQuery } from '../../ui/data/query.tsx'
import { SearchField } from '../../ui/form/search-field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Card } from '../../ui/layout/card.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Menu } from '../../ui/overlay/menu.tsx'
import { download, list } from '../../ui/signed-in-icons.ts'
import { optionOf, urlOf } from '../options.ts'
import { DateField } from './date-field.tsx'
import { parseDay } from './days.ts'
import { EventList } from './event-list.tsx'
import { exportEvents, type Format } from './export.ts'
import { eventLabel, eventNames } from './sentences.ts'

const path = '/auth/admin/audit'
const pageSize = '50'

/** The audit log. Days and times are in the browser's time zone. */
export default function AuditLog() {
  const { query, route } = useLocation()
  const options = Object.fromEntries(eventNames.map((name) => [name, eventLabel(name)]))
  const event = eventNames.find((name) => name === optionOf(options, query.event))
  const { search = '', since = '', until = '', before } = query
  const parameters = { search, event, since, until }
  const from = parseDay(since)
  // The last day is part of the range.
  const to = parseDay(until, 1)
  const filter = {
    ...(search && { search }),
    ...(event && { event }),
    ...(from && { since: from.toISOString() }),
    ...(to && { until: to.toISOString() }),
  }
  const events = useQuery(
    () =>
      client.read(
        client.api.audit.$get({
          query: { ...filter, limit: pageSize, ...(before && { before }) },
        }),
      ),
    JSON.stringify([filter, before]),
  )
  const change = (change: Partial<typeof parameters>, replace = false) =>
    route(urlOf(path, { ...parameters, ...change }), replace)
  const isFiltered = Object.values(parameters).some(Boolean)
  const save = (format: Format) => () => {
    exportEvents(filter, format).catch((error: unknown) => showError(errorMessage(error)))
  }
  return (
    <Page
      title={t('admin.audit.title')}
      lead={t('admin.audit.lead')}
      wide
      actions={
        <Menu
          label={t('admin.export')}
          triggerClass="button secondary"
          trigger={
            <>
              <Icon path={download} />
              {t('admin.export')}
            </>
          }
          items={[
            { text: t('admin.export.csv'), onSelect: save('csv') },
            { text: t('admin.export.json'), onSelect: save('json') },
          ]}
        />
      }
    >
      <div class="filters">
        <SearchField
          name="search"
          label={t('admin.audit.search')}
          placeholder={t('admin.audit.search')}
          value={search}
          onSearch={(text) => text !== search && change({ search: text }, true)}
        />
        <div class="bar chips">
          <ChipFilter
            label={t('admin.audit.event')}
            value={event ?? ''}
            options={options}
            onChange={(name) => change({ event: eventNames.find((each) => each === name) })}
          />
          <DateField
            label={t('admin.audit.from')}
            value={since}
            max={until}
            onChange={(since) => change({ since })}
          />
          <DateField
            label={t('admin.audit.to')}
            value={until}
            min={since}
            onChange={(until) => change({ until })}
          />
          {isFiltered && (
            <Button small tone="ghost" href={path}>
              {t('admin.filters.clear')}
            </Button>
          )}
        </div>
      </div>
      <Card flush={events.data !== undefined}>
        <Query query={events}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon={list}
                title={t('admin.audit.none')}
                action={isFiltered && <Button href={path}>{t('admin.filters.clear')}</Button>}
              >
                {isFiltered ? t('admin.audit.none_lead') : undefined}
              </Empty>
            ) : (
              <EventList events={items} />
            )
          }
        </Query>
      </Card>
      {events.data && (events.data.next || before) && (
        <Pager
          label={t('admin.audit.pages')}
          previous={before ? urlOf(path, parameters) : undefined}
          previousText={t('admin.audit.latest')}
          next={
            events.data.next ? urlOf(path, { ...parameters, before: events.data.next }) : undefined
          }
          nextText={t('admin.audit.older')}
        />
      )}
    </Page>
  )
}
