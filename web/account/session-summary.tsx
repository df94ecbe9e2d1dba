import type { Session } from '../../client/client.ts'
import { countryLabel } from '../lib/country.ts'
import { deviceLabel } from '../lib/device.ts'
import { rich, t } from '../lib/text.ts'
import { Badge } from '../ui/data/badge.tsx'
import { RelativeTime, Time } from '../ui/data/time.tsx'
import { Icon } from '../ui/icon.tsx'
import { monitor, phone } from '../ui/signed-in-icons.ts'

type Props = {
  session: Pick<Session, 'user_agent' | 'country' | 'last_used_at' | 'created_at' | 'current'>
}

/** The device, country and time of a session. */
export function SessionSummary({ session }: Props) {
  const { user_agent, country, last_used_at, created_at, current } = session
  const place = countryLabel(country)
  const isActive = current || Date.now() - Date.parse(last_used_at) < 60_000
  const lastActive = isActive
    ? t('account.devices.active_now')
    : rich('account.devices.last_active', { time: <RelativeTime at={last_used_at} /> })
  return (
    <div class="device">
      <Icon path={isPhone(user_agent) ? phone : monitor} />
      <div>
        <strong>{deviceLabel(user_agent)}</strong>{' '}
        {current && <Badge tone="ok">{t('account.devices.current')}</Badge>}
        <p class="sub small">
          {place && `${place} · `}
          {lastActive} ·{' '}
          {rich('account.devices.signed_in', { date: <Time at={created_at} dateOnly /> })}
        </p>
      </div>
    </div>
  )
}

function isPhone(userAgent: string | null): boolean {
  return /\b(iPhone|iPad|Android|Mobile)\b/.test(userAgent ?? '')
}
