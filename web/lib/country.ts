import { countryName } from '../../worker/devices/device-names.ts'
import { language } from './text.ts'

/** The name of a country in the language of the page. Undefined for codes that are no country, such as Tor's. */
export function countryLabel(country: string | null): string | undefined {
  if (country === null || countryName(country) === undefined) return undefined
  return new Intl.DisplayNames([language], { type: 'region' }).of(country)
}
