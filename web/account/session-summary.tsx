import { countryName } from '../../worker/devices/device-names.ts'
import { deviceLabel } from '../lib/device.ts'
import { Time } from '../ui/data/time.tsx'

interface Props {
  session: {
    user_agent: string | null
    country: string | null
    last_used_at: string
    current: boolean
  }
}

/** The device, time and country of a session. */
export function SessionSummary({ session: { user_agent, country, last_used_at, current } }: Props) {
  const place = countryName(country)
  return (
    <div>
      <strong>{deviceLabel(user_agent)}</strong>{' '}
      {current && <span class="badge dot">This device</span>}
      <p class="hint">
        Last used <Time at={last_used_at} />
        {place && `, ${place}`}
      </p>
    </div>
  )
}
