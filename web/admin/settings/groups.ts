import { t } from '../../lib/text.ts'

/** The settings of the Worker by what they concern. A setting that no group names is in the last group. */
const names = {
  product: [
    ...['PRODUCT_NAME', 'APP_URL', 'PUBLIC_URL', 'DEFAULT_LANGUAGE'],
    ...['SUPPORT_EMAIL', 'PRIVACY_URL', 'TERMS_URL', 'VERSION'],
  ],
  appearance: [
    ...['ACCENT_COLOR', 'COLOR_SCHEME', 'LOGO_URL', 'LOGO_DARK_URL', 'ICON_URL'],
    ...['STYLESHEET_URL', 'PAGES'],
  ],
  sign_up: ['REGISTRATION', 'INVITATION_DAYS'],
  passwords: [
    ...['PASSWORDS', 'PASSWORD_MIN_LENGTH', 'PWNED_PASSWORDS'],
    ...['PASSWORD_HASH', 'BCRYPT_COST'],
  ],
  sessions: [
    ...['JWT_EXPIRES_IN', 'SESSION_IDLE', 'SESSION_LIFETIME'],
    ...['SECOND_FACTOR', 'LOGIN_ATTEMPTS', 'LOGIN_WINDOW', 'SUDO_MINUTES'],
  ],
  email: ['MAIL', 'MAIL_FROM', 'EMAIL_TEXTS'],
  api: [
    'APIS',
    'OPEN_ARCHIVER_MFA',
    'ALLOWED_ORIGINS',
    'OAUTH',
    'RESOURCES',
    'ACCESS_TOKEN_LIFE',
    'REFRESH_IDLE',
    'CIMD',
    'CIMD_HOSTS',
    'DEVICE',
    'JWT_SECRET',
    'JWT_SECRET_PREVIOUS',
    'ROOT_SECRET',
    'ROOT_SECRET_PREVIOUS',
  ],
  audit: ['AUDIT_DAYS'],
  setup: [
    ...['SETUP_TOKEN', 'DEFAULT_ACCOUNTS', 'LOCAL_EMAIL', 'LOCAL_PASSWORD'],
    ...['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ],
} as const satisfies Record<string, readonly string[]>

type GroupName = keyof typeof names | 'other'

export interface SettingGroup {
  name: GroupName
  title: string
  settings: Setting[]
}

interface Setting {
  name: string
  value: string
}

/** The settings of each group, in the order of the groups. */
export function grouped(settings: Setting[]): SettingGroup[] {
  const groups = Object.entries(names) as [keyof typeof names, readonly string[]][]
  const known = new Set(groups.flatMap(([, list]) => list))
  const group = (name: GroupName, settings: Setting[]) => ({
    name,
    title: t(`admin.settings.${name}`),
    settings,
  })
  return [
    ...groups.map(([name, list]) =>
      group(
        name,
        list.flatMap((each) => settings.find(({ name }) => name === each) ?? []),
      ),
    ),
    group(
      'other',
      settings.filter(({ name }) => !known.has(name)),
    ),
  ].filter(({ settings }) => settings.length > 0)
}
