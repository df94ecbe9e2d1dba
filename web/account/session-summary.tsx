import { countryName } from '../../worker/sessions/device-names.ts'
import { deviceOf } from '../lib/device.ts'
import { Time } from '../ui/time.tsx'

interface Facts {
  session: {
    user_agent: string | null
    country: string | null
    last_used_at: string
    current: boolean
  }
}

/** A session as a person knows it again. */
export function SessionFacts({ session: { user_agent, country, last_used_at, current } }: Facts) {
  const from = countryName(country)
  return (
    <div>
      <strong>{deviceOf(user_agent)}</strong> {current && <span class="badge">This device</span>}
      <p class="hint">
        Last used <Time at={last_used_at} />
        {from && `, ${from}`}
      </p>
    </div>
  )
}
