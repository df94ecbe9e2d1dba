import { surfaces } from '../config/accent.ts'
import type { Settings } from '../config/settings.ts'

/** The web app manifest (https://www.w3.org/TR/appmanifest/): name and icon for a bookmark on the home screen. */
export function manifestOf({ PRODUCT_NAME, ICON_URL, COLOR_SCHEME }: Settings) {
  const background = surfaces[COLOR_SCHEME === 'dark' ? 'dark' : 'light'][1]
  return {
    name: PRODUCT_NAME,
    short_name: PRODUCT_NAME,
    start_url: '/auth/',
    scope: '/auth/',
    // With the address bar: people check the address before they type a password.
    display: 'browser',
    background_color: background,
    theme_color: background,
    ...(ICON_URL && { icons: [{ src: ICON_URL, sizes: 'any' }] }),
  }
}
