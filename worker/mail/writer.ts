import { directionOf, type Language, negotiateLanguage } from '../../web/text/languages.ts'
import { type Accent, accentFor } from '../config/accent.ts'
import { day, hour, minute } from '../config/duration.ts'
import type { Settings } from '../config/settings.ts'
import type { Call } from '../http/context.ts'
import { countryName, parseUserAgent } from '../input/device-names.ts'
import { type Content, type Email, type Frame, renderEmail } from './template.ts'
import { loadTexts, type Translate, translator } from './texts.ts'

/** Who receives an email, and in which language if that is known. */
export interface Recipient {
  email: string
  /** The language of the account. */
  locale: string | null
}

/** The part of a request that an email reports. */
export type Occasion = Pick<Call, 'settings' | 'now' | 'userAgent' | 'country' | 'acceptLanguage'>

/** What the content of an email is written with, in the language of its recipient. */
export interface Writer {
  t: Translate
  /** Whether people sign in with passwords. */
  passwords: boolean
  /** An absolute URL below PUBLIC_URL. */
  url(path: string): string
  /** The same for one of our pages. Undefined if the pages are not served. */
  page(path: string): string | undefined
  /** A time from now, such as "in 10 minutes". */
  inTime(milliseconds: number): string
  /** When, where and from which device the email was caused. */
  request(): Content['details']
  /** When an administrator caused the email. Their place and device are not the owner's business. */
  requestByAdministrator(): Content['details']
}

/** Writes an email in the language of the account, else of the request, else the default. */
export async function writeEmail(
  occasion: Occasion,
  { email, locale }: Recipient,
  write: (writer: Writer) => Content,
): Promise<Email> {
  const { settings, acceptLanguage } = occasion
  const wanted = negotiateLanguage([locale, acceptLanguage], settings.DEFAULT_LANGUAGE)
  const loaded = await loadTexts(settings, wanted)
  const { language } = loaded
  const t = translator(settings, loaded, email)
  return renderEmail(write(writerIn(language, t, occasion)), frameIn(language, t, settings))
}

function writerIn(language: Language, t: Translate, occasion: Occasion): Writer {
  const { settings, now, userAgent, country } = occasion
  const url = (path: string) => `${settings.PUBLIC_URL}${path}`
  const when: Content['details'][number] = [t('email.when'), dateIn(language, now)]
  return {
    t,
    passwords: settings.PASSWORDS,
    url,
    page: (path) => (settings.PAGES ? url(path) : undefined),
    inTime: (milliseconds) => durationIn(language, milliseconds),
    request: () => [
      when,
      [t('email.where'), countryName(country, language) ?? t('email.unknown')],
      [t('email.device'), deviceIn(t, userAgent)],
    ],
    requestByAdministrator: () => [when, [t('email.by'), t('email.by.administrator')]],
  }
}

/** In UTC, because the time zone of the recipient is unknown. */
function dateIn(language: Language, time: number): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(time)
}

function durationIn(language: Language, time: number): string {
  const format = new Intl.RelativeTimeFormat(language)
  if (time >= 2 * day) return format.format(Math.floor(time / day), 'day')
  if (time >= hour) return format.format(Math.floor(time / hour), 'hour')
  return format.format(Math.floor(time / minute), 'minute')
}

function deviceIn(t: Translate, userAgent: string | null): string {
  const { browser, system } = parseUserAgent(userAgent)
  return browser && system
    ? t('email.device.on', { browser, system })
    : (browser ?? system ?? t('email.unknown'))
}

function frameIn(language: Language, t: Translate, settings: Settings): Frame {
  const { PRODUCT_NAME, LOGO_URL, LOGO_DARK_URL, SUPPORT_EMAIL } = settings
  return {
    language,
    direction: directionOf(language),
    product: PRODUCT_NAME,
    logo: absolute(LOGO_URL),
    darkLogo: absolute(LOGO_DARK_URL),
    ...accentsOf(settings),
    support: SUPPORT_EMAIL,
    linkHint: t('email.link'),
    footer: [t('email.footer'), ...(SUPPORT_EMAIL ? [t('email.questions')] : [])],
  }
}

/** An https URL. A path is on the host of the pages, which PUBLIC_URL need not be. */
function absolute(location: string | undefined): string | undefined {
  return location?.startsWith('/') ? undefined : location
}

const accents = new WeakMap<Settings, Record<'light' | 'dark', Accent>>()

/** Solved once per isolate: it takes longer than the rest of an email. */
function accentsOf(settings: Settings): Record<'light' | 'dark', Accent> {
  const known = accents.get(settings) ?? {
    light: accentFor(settings.ACCENT_COLOR, 'light'),
    dark: accentFor(settings.ACCENT_COLOR, 'dark'),
  }
  accents.set(settings, known)
  return known
}
