import { useId, useState } from 'preact/hooks'
import { countryLabel } from '../../lib/country.ts'
import { deviceLabel } from '../../lib/device.ts'
import { rich, t } from '../../lib/text.ts'
import { Empty } from '../../ui/data/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { chevronDown } from '../../ui/icons.ts'
import { list } from '../../ui/signed-in-icons.ts'
import { userUrl } from '../people.ts'
import { byDay, clockTime, dayTitle } from './days.ts'
import { type AuditEvent, textOf } from './sentences.ts'

/** Events as sentences, grouped by day, latest first. */
export function EventList({ events }: { events: AuditEvent[] }) {
  if (events.length === 0) return <Empty icon={list} title={t('admin.activity.none')} />
  return (
    <div class="events">
      {byDay(events).map(({ day, events }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h3 class="event-day" id={`day-${day}`}>
            {dayTitle(day)}
          </h3>
          <ul>
            {events.map((event) => (
              <Event key={event.id} event={event} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Event({ event }: { event: AuditEvent }) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const { icon } = textOf(event)
  const place = [event.user_agent && deviceLabel(event.user_agent), countryLabel(event.country)]
  return (
    <li class="event">
      <time dateTime={event.at}>{clockTime(event.at)}</time>
      <span class={event.outcome === 'failure' ? 'event-icon bad' : 'event-icon'}>
        <Icon path={icon} />
      </span>
      <div class="event-text">
        <Sentence event={event} />
        {event.outcome === 'failure' && <span class="hidden"> {t('admin.event_failed')}</span>}
        <span class="sub small">{place.filter(Boolean).join(' · ')}</span>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={t('admin.event_details')}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon path={chevronDown} />
      </button>
      <div id={id} class="event-details" hidden={!isOpen}>
        {isOpen && <Details event={event} />}
      </div>
    </li>
  )
}

function Sentence({ event }: { event: AuditEvent }) {
  const { key } = textOf(event)
  const account = <Who id={event.account} name={event.account_name} />
  if (key === undefined) return <span>{event.event}</span>
  return (
    <span>{rich(key, { account, actor: <Who id={event.actor} name={event.actor_name} /> })}</span>
  )
}

interface WhoProps {
  id: string | null
  name: string | null
}

function Who({ id, name }: WhoProps) {
  if (id === null) return <>{t('admin.event_anonymous')}</>
  // A deleted account has no page and no name.
  if (name === null)
    return <span class="sub">{t('admin.deleted_user', { id: id.slice(0, 8) })}</span>
  return <a href={userUrl(id)}>{name}</a>
}

function Details({ event }: { event: AuditEvent }) {
  const { account, actor } = event
  const rows: [string, string | null][] = [
    [t('admin.detail.event'), [event.event, event.detail].filter(Boolean).join(' · ')],
    [t('admin.detail.request'), event.request_id],
    [t('admin.detail.ip'), event.ip],
    [t('admin.detail.account'), account],
    [t('admin.detail.actor'), actor ?? t('admin.event_anonymous')],
    [t('admin.detail.user_agent'), event.user_agent],
  ]
  return (
    <dl>
      {rows.map(([label, value]) => value && <Detail key={label} label={label} value={value} />)}
    </dl>
  )
}

function Detail({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </>
  )
}
