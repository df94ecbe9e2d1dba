/** In the order in which to look: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari. */
const browsers: [mark: RegExp, name: string][] = [
  [/\bEdg\w*\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
]

/** In order: Android also names Linux, and an iPhone also names the Mac. */
const systems: [mark: RegExp, name: string][] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b|\biPod\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** The browser and the system of a User-Agent, in words of a closed set: never text that the client sent. */
export function parseUserAgent(userAgent: string | null) {
  const find = (names: [mark: RegExp, name: string][]) =>
    names.find(([mark]) => userAgent !== null && mark.test(userAgent))?.[1]
  return { browser: find(browsers), system: find(systems) }
}

/** A country's name by its two letters. Cloudflare writes T1 for Tor, which is no country. */
export function countryName(country: string | null, language = 'en'): string | undefined {
  if (country === null || !/^[A-Z]{2}$/.test(country)) return undefined
  return new Intl.DisplayNames([language], { type: 'region' }).of(country)
}

/** The browser and the system of a User-Agent, such as "Firefox, Windows". Empty if both are unknown. */
export function deviceName(userAgent: string | null): string {
  const { browser, system } = parseUserAgent(userAgent)
  return [browser, system].filter(Boolean).join(', ')
}
