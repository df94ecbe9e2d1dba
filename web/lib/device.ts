import { deviceName } from '../../worker/input/device-names.ts'

/** The device of a session, such as "Firefox on Windows". For a program other than a browser, the User-Agent's product name. */
export function deviceLabel(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device'
  const product = /^[\w .-]{1,40}/.exec(userAgent)?.[0].trim()
  return deviceName(userAgent, product || 'Unknown program')
}
