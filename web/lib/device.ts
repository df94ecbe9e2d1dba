import { parseUserAgent } from '../../worker/input/device-names.ts'
import { t } from './text.ts'

/** The device of a session, such as "Firefox on Windows". For a program other than a browser, the User-Agent's product name. */
export function deviceLabel(userAgent: string | null): string {
  if (!userAgent) return t('ui.device.unknown')
  const { browser = productOf(userAgent), system } = parseUserAgent(userAgent)
  return system ? t('ui.device', { browser, system }) : browser
}

function productOf(userAgent: string): string {
  const product = /^[\w .-]{1,40}/.exec(userAgent)?.[0].trim()
  return product || t('ui.device.program')
}
