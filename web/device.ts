/** Browsers by what only they put into their user agent; later ones claim to be earlier ones, so the order counts. */
const browsers: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const systems: [RegExp, string][] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** "Firefox on Windows". A program that is no browser goes by the name it gives itself. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device'
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser =
    find(browsers) ?? /^[\w .-]{1,40}/.exec(userAgent)?.[0].trim() ?? 'Unknown program'
  const system = find(systems)
  return system ? `${browser} on ${system}` : browser
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })

/** A country's name by its two letters. */
export function countryOf(code: string | null): string | undefined {
  return code && /^[A-Z]{2}$/.test(code) ? regions.of(code) : undefined
}
