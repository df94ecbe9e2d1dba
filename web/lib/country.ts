import { countryName } from '../../worker/input/device-names.ts'
import { language } from './text.ts'

/** The name of a country in the language of the page. Undefined for codes that are no country, such as Tor's. */
export function countryLabel(country: string | null): string | undefined {
  return countryName(country, language)
}
