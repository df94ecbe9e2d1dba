import { deviceName } from '../../worker/sessions/device-names.ts'

/** "Firefox on Windows". A program that is no browser goes by the name it gives itself. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device'
  const named = /^[\w .-]{1,40}/.exec(userAgent)?.[0].trim()
  return deviceName(userAgent, named || 'Unknown program')
}
