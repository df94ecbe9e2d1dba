import { isTextKey, language, t } from '../../lib/text.ts'
import { Badge } from '../../ui/data/badge.tsx'

interface Props {
  name: string
  /** As the API reports it: 7d, on, not set. */
  value: string
}

/** Settings whose number has a unit. */
const unitsByName: Record<string, string> = {
  AUDIT_DAYS: 'day',
  INVITATION_DAYS: 'day',
  SUDO_MINUTES: 'minute',
}

const units: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day' }

/** The value of a setting in words. */
export function SettingValue({ name, value }: Props) {
  if (value === 'not set' || value === '') return <span class="sub">{t('admin.not_set')}</span>
  if (value === 'set') return <Badge tone="ok">{t('admin.settings.set')}</Badge>
  if (value === 'on' || value === 'off') return <>{t(`admin.settings.${value}`)}</>
  const word = `admin.value.${name}.${value}`
  if (isTextKey(word)) return <>{t(word as 'admin.value.REGISTRATION.open')}</>
  const [, number = '', letter = ''] = /^(\d+)([smhd]?)$/.exec(value) ?? []
  const unit = units[letter] ?? unitsByName[name]
  if (number && unit) return <>{inUnit(Number(number), unit)}</>
  if (name === 'DEFAULT_LANGUAGE') {
    return <>{new Intl.DisplayNames([language], { type: 'language' }).of(value) ?? value}</>
  }
  return name === 'ACCENT_COLOR' ? (
    <span class="person">
      <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
        <rect width="16" height="16" rx="4" fill={value} />
      </svg>
      {value}
    </span>
  ) : (
    <>{value}</>
  )
}

function inUnit(value: number, unit: string): string {
  return value.toLocaleString(language, { style: 'unit', unit, unitDisplay: 'long' })
}
